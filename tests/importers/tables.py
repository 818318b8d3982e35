"""Small invented tables of every dataset. The states are real, since their codes are what is read; nothing
that is told of them is."""

from __future__ import annotations

import json

from detente.importers.gdelt import VERSION_1, VERSION_2
from detente.importers.icews import COLUMNS as ICEWS
from detente.importers.phoenix import DAILY
from detente.importers.polecat import COLUMNS as POLECAT


def gdelt_row(id: int = 1, *, version: int = 2, **cells: str) -> list[str]:
    names = VERSION_2 if version == 2 else VERSION_1
    row = dict.fromkeys(names, "") | {
        "GLOBALEVENTID": str(id),
        "SQLDATE": "20310704",
        "Actor1Code": "NZLGOV",
        "Actor1Name": "WELLINGTON",
        "Actor1CountryCode": "NZL",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "ISL",
        "Actor2Name": "ICELAND",
        "Actor2CountryCode": "ISL",
        "EventCode": "042",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "1.9",
        "ActionGeo_FullName": "Akureyri, Iceland",
        "SOURCEURL": f"https://www.courier.example/{id}",
    }
    return list((row | cells).values())


def gdelt(*rows: list[str], separator: str = "\t", end: str = "\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


def icews_row(**cells: str) -> list[str]:
    row = dict.fromkeys(ICEWS, "NA") | {
        "Event ID": "501",
        "Event Date": "2031-07-04",
        "Source Name": "Foreign Affairs (New Zealand)",
        "Source Sectors": "Executive,Foreign Ministry,Government",
        "Source Country": "New Zealand",
        "Event Text": "Make a visit",
        "CAMEO Code": "042",
        "Intensity": "1.9",
        "Target Name": "Iceland",
        "Target Country": "Iceland",
        "Story ID": "77",
        "Publisher": "The Akureyri Courier",
        "City": "Akureyri",
        "Country": "Iceland",
    }
    return list((row | {name.replace("_", " "): value for name, value in cells.items()}).values())


def icews(*rows: list[str]) -> str:
    return "".join("\t".join(row) + "\n" for row in (ICEWS, *rows))


def polecat_row(**cells: str) -> list[str]:
    row = dict.fromkeys(POLECAT, "None") | {
        "Event ID": "20310704-17-CONSULT",
        "Event Date": "2031-07-04",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": "4.0",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic;economic",
        "Actor Name": "New Zealand",
        "Actor Country": "NZL",
        "Primary Actor Sector": "GOV",
        "Recipient Name": "Iceland",
        "Recipient Country": "ISL",
        "Placename": "Akureyri",
        "Latitude": "65.68",
        "Longitude": "-18.1",
        "GeoNames ID": "3416000",
        "Source": "The Akureyri Courier",
        "Publication Date": "2031-07-05",
        "Language": "en",
        "Version": "v1.2",
    }
    return list((row | {name.replace("_", " "): value for name, value in cells.items()}).values())


def polecat(*rows: list[str], names: tuple[str, ...] = POLECAT) -> str:
    return "".join("\t".join(row) + "\n" for row in (names, *rows))


def phoenix(**cells: str) -> str:
    row = dict.fromkeys(DAILY, "") | {
        "EventID": "20310704_1",
        "Date": "20310704",
        "SourceActorFull": "NZLGOV",
        "TargetActorFull": "IGOUNO",
        "EventCode": "111",
        "QuadClass": "3",
        "GoldsteinScore": "-2.0",
        "SentenceID": "story9_2",
        "URLs": "https://courier.example/9",
    }
    return "\t".join((row | cells).values()) + "\n"


HISTORICAL_PHOENIX = (
    "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,target_root,"
    "target_agent,target_others,code,root_code,quad_class,goldstein,joined_issues,lat,lon,placename,statename,"
    "countryname,aid,process\n"
    'NYT1,07/04/1951,1951,7,4,NZLGOV,NZL,GOV,,ISL,ISL,,,042,4,1,1.9,,65.7,-18.1,"Akureyri, North",,ISL,5,x\n'
)

KEDS = "510704\tNZL\tISLGOV\t042\t(VISIT)\tcalled on\n510705\tUSR\tNZL\t112\t(ACCUSE)\tscolded\n"
KEDS_TABLE = "date,source,target,code\n1951-07-04,NZL,ISLGOV,042\n"

UCDP = (
    "id,year,type_of_violence,conflict_name,side_a,side_b,gwnoa,gwnob,source_article,source_office,"
    "where_coordinates,country,date_start,date_end,best\n"
    '901,2031,1,"Iceland: Government","Government of Iceland","Geyser Front",395,,"Courier, 1","Courier",'
    "Akureyri,Iceland,2031-07-04 00:00:00.000,2031-07-06 00:00:00.000,3\n"
    "902.0,2031.0,3.0,one-sided,Government of Iceland,Civilians,395,,x,Courier,Akureyri,Iceland,2031-08-01,"
    "2031-08-01,1\n"
)

PLOVER = "".join(
    json.dumps(event) + "\n"
    for event in (
        {
            "id": "p1",
            "date": "2031-07-04",
            "type": "SANCTION",
            "mode": "expel",
            "context": ["diplomatic"],
            "actor": [{"code": "NZL", "name": "New Zealand", "sector": "government"}],
            "recipient": [{"code": "ISL", "name": "Iceland"}],
            "text": "an invented sentence",
        },
        {"id": "p2", "date": "20310705", "event": "1411", "source": "ISLOPP", "target": "ISLGOV"},
        {"id": "p3", "date": "2031-07-06", "type": "CONSULT", "actor": "NZL;ISL"},
        {"id": "p4", "date": "2031-07-07", "event": "DISAPPROVE", "source": "NZL", "target": "ISL"},
    )
)
