"""A made-up file of each format, in exactly the shape of the product's own."""
# ruff: noqa: E501

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field

from moonwalk.api.files import EntryRow, Measure, Rejected, Skipped, SourceFile

STEPS = Measure(activity="steps", label="Steps", unit="steps")
MINUTES = Measure(activity="active", label="Active minutes", unit="minutes")
KM = Measure(activity="way", label="Way", unit="km")
WALK = Measure(activity="walk", label="Walking", unit="minutes")
RIDE = Measure(activity="cycling", label="By bike", unit="km")


@dataclass(frozen=True)
class Sample:
    source: str
    name: str
    text: str
    measures: tuple[Measure, ...] = (STEPS,)
    options: dict = field(default_factory=dict)

    def file(self, **changes):
        text = changes.pop("text", self.text)
        settings = {"name": self.name, "measures": self.measures, "timezone": "UTC"} | changes
        return SourceFile(content=text.encode("utf-8"), **settings)


def entries(rows):
    return [row for row in rows if isinstance(row, EntryRow)]


def verdicts(rows):
    """How many lines became entries, were rejected, were skipped."""
    lines = {row.line for row in entries(rows)}
    return (
        len(lines),
        sum(isinstance(row, Rejected) for row in rows),
        sum(isinstance(row, Skipped) for row in rows),
    )


def total(rows):
    return sum(row.amount for row in entries(rows))


def reordered(text, skip=0):
    """The table with its columns the other way round."""
    lines = text.splitlines(keepends=True)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[::-1] for row in csv.reader(lines[skip:]))
    return "".join(lines[:skip]) + out.getvalue()


HEALTH_CONNECT = json.dumps(
    {
        "timestamp": "2027-01-05T20:00:00Z",
        "app_version": "1.9.0",
        "steps": [
            {"count": 4000, "start_time": "2027-01-04T07:00:00Z", "end_time": "2027-01-04T07:40:00Z",
             "metadata": {"data_origin": "com.watch"}},
            {"count": 3100, "start_time": "2027-01-04T07:00:00Z", "end_time": "2027-01-04T08:40:00Z",
             "metadata": {"data_origin": "com.phone"}},
            {"count": 500, "start_time": "2027-01-04T23:30:00Z", "end_time": "2027-01-04T23:40:00Z",
             "metadata": {"data_origin": "com.watch"}},
            {"count": 6000, "start_time": "2027-01-05T07:00:00Z", "end_time": "2027-01-05T08:40:00Z"},
        ],
        "heart_rate": [{"bpm": 71, "time": "2027-01-05T07:00:00Z"}],
    }
)  # fmt: skip
HEALTH_AUTO_EXPORT = json.dumps(
    {
        "data": {
            "metrics": [
                {"name": "step_count", "units": "count", "data": [
                    {"qty": 8342, "date": "2027-01-04 00:00:00 +0100", "source": "Watch"},
                    {"qty": 5120.0, "date": "2027-01-05 00:00:00 +0100", "source": "Watch"},
                    {"date": "2027-01-06 00:00:00 +0100"},
                ]},
                {"name": "heart_rate", "units": "bpm", "data": [{"Avg": 71, "date": "2027-01-04 07:00:00 +0100"}]},
            ],
            "workouts": [],
        }
    }
)  # fmt: skip
SHORTCUT = '{"days": [{"date": "2027-01-04", "steps": 8342}, {"date": "2027-01-05", "steps": "5120"}, {"date": "x"}]}'
STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
    "Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,"
    "Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,Type,Start Time,Commute,"
    "Total Steps,Media\n"
    '501,"Jan 4, 2027, 6:10:05 AM",Morning walk,Walk,"two\nlines",2000,2.46,,,false,,,activities/1.gpx,,,'
    "2000.0,1834.0,2461.7,2.1,1.4,,,0.0,3021.0,\n"
    '502,"Jan 5, 2027, 11:40:00 PM",Home,Ride,,3700,"1,012.50",,,true,,,activities/2.gpx,,,'
    "3700.0,3600.0,12500.25,9.1,3.4,,,1.0,,\n"
    '503,"Jan 6, 2027, 5:00:00 PM",Club,Yoga,,1800,0.00,,,false,,,,,,1800.0,1800.0,0.0,,,,,0.0,,\n'
)
GARMIN = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Steps,Moving Time,Elapsed Time\n"
    'Walking,2027-01-04 17:06:03,false,"Town, walking","4.81","310","00:48:10.5","101","130","5,210","00:40:00","00:50:00"\n'
    'Cycling,2027-01-05 08:00:00,false,Work,"10.25","300","00:31:24","120","150","--","00:31:00","00:31:24"\n'
    'Pool Swimming,2027-01-06 12:00:00,false,Pool,"1,000","250","00:30:00","--","--","--","--","00:35:00"\n'
)
GOOGLE_FIT = (
    "Date,Move Minutes count,Calories (kcal),Distance (m),Heart Points,Heart Minutes,Average speed (m/s),"
    "Min speed (m/s),Step count,Min weight (kg),Walking duration (ms),Running duration (ms)\n"
    "2027-01-04,51,409.29,2613.55,10,9,0.8,0.26,3952,49.2,2412345,60000\n"
    "2027-01-05,85,511.0,3990.01,12,8,0.9,0.32,5885,49.1,3600000,\n"
    "2027-01-06,,380.5,,,,,,,,,\n"
)
APPLE_CSV = "sourceName,sourceVersion,device,type,unit,creationDate,startDate,endDate,value\n" + "".join(
    f"{source},1,,{kind},{unit},2027-01-05 08:00:00 +0100,{day} 23:50:00 +0100,{day} 23:55:00 +0100,{value}\n"
    for source, kind, unit, day, value in (
        ("Phone", "StepCount", "count", "2027-01-04", "100"),
        ("Watch", "StepCount", "count", "2027-01-04", "120"),
        ("Phone", "StepCount", "count", "2027-01-04", "50"),
        ("Watch", "HKQuantityTypeIdentifierStepCount", "count", "2027-01-05", "70"),
        ("Watch", "DistanceWalkingRunning", "km", "2027-01-05", "1.2"),
    )
)
APPLE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_GB">
 <ExportDate value="2027-01-07 07:27:26 +0100"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" startDate="2027-01-04 08:00:00 +0100" endDate="2027-01-04 08:10:00 +0100" value="900"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" startDate="2027-01-04 08:00:00 +0100" endDate="2027-01-04 08:10:00 +0100" value="950"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" startDate="2027-01-04 23:59:00 +0100" endDate="2027-01-05 00:10:00 +0100" value="60">
  <MetadataEntry key="HKMetadataKeySyncVersion" value="1"/>
 </Record>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" startDate="2027-01-05 08:00:00 +0100" endDate="2027-01-05 08:10:00 +0100" value="1234"/>
 <Record type="HKQuantityTypeIdentifierDistanceWalkingRunning" sourceName="Phone" unit="km" startDate="2027-01-05 08:00:00 +0100" endDate="2027-01-05 08:10:00 +0100" value="0.81234"/>
 <Record type="HKQuantityTypeIdentifierAppleExerciseTime" sourceName="Watch" unit="min" startDate="2027-01-05 08:00:00 +0100" endDate="2027-01-05 08:10:00 +0100" value="10"/>
 <Correlation type="HKCorrelationTypeIdentifierFood" sourceName="App" startDate="2027-01-05 08:00:00 +0100" endDate="2027-01-05 08:00:00 +0100">
  <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" startDate="2027-01-05 08:00:00 +0100" endDate="2027-01-05 08:10:00 +0100" value="1234"/>
 </Correlation>
 <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30.5" durationUnit="min" totalDistance="2.5" totalDistanceUnit="km" sourceName="Watch" startDate="2027-01-05 12:00:00 +0100" endDate="2027-01-05 12:30:30 +0100"/>
 <Workout workoutActivityType="HKWorkoutActivityTypeCycling" duration="0.5" durationUnit="hr" sourceName="Watch" startDate="2027-01-05 17:00:00 +0100" endDate="2027-01-05 17:30:00 +0100">
  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="200" unit="kcal"/>
  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceCycling" sum="10.125" unit="km"/>
 </Workout>
</HealthData>
"""
FITBIT_ACCOUNT = (
    "Body\nDate,Weight,BMI,Fat\n"
    + "".join(f'"{day:02}-01-2027","70.1","0","0"\n' for day in range(1, 32))
    + "\nActivities\nDate,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,"
    "Minutes Fairly Active,Minutes Very Active,Activity Calories\n"
    + "".join(
        f'"{day:02}-01-2027","2,310","{day * 731:,}","{day / 4:.2f}","3","600","200","{day}","{day + 2}","1,050"\n'
        for day in range(1, 32)
    )
    + '\nSleep\nStart Time,End Time,Minutes Asleep\n"2027-01-02 11:05PM","2027-01-03 6:50AM","410"\n'
)
DAILY = [(f"2027-01-{day:02}", day * 977 % 14000) for day in range(4, 20)]
MINUTES_OF_STEPS = [
    {"dateTime": f"01/{day:02}/27 {hour:02}:{minute:02}:00", "value": str((day * hour + minute) % 130)}
    for day in (4, 5)
    for hour in (0, 7, 23)
    for minute in range(60)
]
SAMSUNG = (
    "com.samsung.shealth.step_daily_trend,6302000,4\n"
    "binning_data,update_time,create_time,source_pkg_name,source_type,count,speed,distance,calorie,deviceuuid,"
    "pkg_name,datauuid,day_time,\n"
    ",2027-01-05 06:00:00.000,2027-01-05 06:00:00.000,com.app,-2,8000,1.2,6000.5,300,d,com.app,u1,1799020800000,\n"
    ",2027-01-05 06:00:00.000,2027-01-05 06:00:00.000,com.app,0,5000,1.2,4000,200,d,com.app,u2,1799020800000,\n"
    ",2027-01-06 06:00:00.000,2027-01-06 06:00:00.000,com.app,-2,6500,1.1,5000,250,d,com.app,u3,2027-01-05 00:00:00.000,\n"
)
POLAR = (
    "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),Average speed (km/h),"
    "Calories,Notes,Height (cm),\n"
    'A Walker,WALKING,05-01-2027,09:56:21,00:45:10,3.51,101,4.6,210,"fine, cold",180.0,\n'
    "Sample rate,Time,HR (bpm),Speed (km/h),\n1,00:00:00,85,4.1,\n1,00:00:01,86,4.2,\n"
)
POLAR_JSON = json.dumps(
    {
        "exportVersion": "1.3",
        "startTime": "2027-01-05T09:56:21.000",
        "timeZoneOffset": 60,
        "distance": 5000.5,
        "duration": "PT1H0M30.5S",
        "exercises": [
            {
                "startTime": "2027-01-05T09:56:21.000",
                "sport": "WALKING",
                "duration": "PT45M10.5S",
                "distance": 3510.4,
            },
            {
                "startTime": "2027-01-05T10:50:00.000",
                "sport": "ROAD_BIKING",
                "duration": "PT900S",
                "distance": 7490.5,
            },
        ],
    },
    indent=1,
)
FITBIT = (
    "Id,ActivityDate,TotalSteps,TotalDistance,TrackerDistance,VeryActiveMinutes,FairlyActiveMinutes,"
    "LightlyActiveMinutes,SedentaryMinutes,Calories\n"
    "1001,04/12/2016,13162.00,8.5,8.5,25,13,328,728,1985\n1001,4/13/2016,10735,6.97,6.97,21,19,217,776,1797\n"
)

SAMPLES = {
    sample.source: sample
    for sample in (
        Sample("apple_health", "export.xml", APPLE_XML),
        Sample("apple_health_csv", "StepCount.csv", APPLE_CSV),
        Sample("daily_steps", "s.csv", "date,steps\n" + "".join(f'"{day}",{n}\n' for day, n in DAILY)),
        Sample("fitbit_account", "fitbit_export_20270131.csv", FITBIT_ACCOUNT),
        Sample("fitbit_daily", "dailyActivity_merged.csv", FITBIT),
        Sample("fitbit_takeout", "steps-2027-01-04.json", json.dumps(MINUTES_OF_STEPS, indent=2)),
        Sample("garmin_activities", "Activities.csv", GARMIN, (WALK, RIDE)),
        Sample("garmin_steps", "Steps.csv", ',Actual,Goal\n01/04/2027,2727,4440\n01/05/2027,"10,011",4500\n'),
        Sample("google_fit", "Daily activity metrics.csv", GOOGLE_FIT),
        Sample(
            "google_fit_day",
            "2027-01-04.csv",
            "Start time,End time,Move Minutes count,Step count,Walking duration (ms)\n"
            "00:00:00.000+05:30,00:15:00.000+05:30,,11,\n07:15:00.000+05:30,07:30:00.000+05:30,5,400,299000\n"
            "07:30:00.000+05:30,07:45:00.000+05:30,,,\n",
        ),
        Sample(
            "google_health",
            "steps_2027-01-01.csv",
            "timestamp,steps,data source\n"
            "2027-01-04T06:14:03.552356Z,51,Phone Health Kit\n2027-01-04T06:14:10Z,60,Tracker\n"
            "2027-01-04T07:00:00Z,5,Phone Health Kit\n2027-01-05T07:00:00Z,44,Phone Health Kit\n",
        ),
        Sample("health_auto_export", "HealthAutoExport-2027-01-04.json", HEALTH_AUTO_EXPORT),
        Sample("health_connect", "push.json", HEALTH_CONNECT),
        Sample("polar", "A_Walker_2027-01-05.CSV", POLAR, (WALK,)),
        Sample("polar_json", "training-session-2027-01-05-1.json", POLAR_JSON, (WALK, RIDE)),
        Sample(
            "qs_access",
            "Health Data.csv",
            "Start,Finish,Steps (count)\n"
            "04-Jan-2027 00:00,05-Jan-2027 00:00,38.0\n05-Jan-2027 00:00,06-Jan-2027 00:00,1204.0\n",
        ),
        Sample("samsung_health", "com.samsung.shealth.step_daily_trend.2027.csv", SAMSUNG),
        Sample("shortcut", "days.json", SHORTCUT),
        Sample("strava", "activities.csv", STRAVA, (WALK, RIDE)),
        Sample("withings", "aggregates_steps.csv", "date,value\n2027-01-05,611\n2027-01-04,10204\n"),
        Sample(
            "zepp_daily",
            "ACTIVITY_1.csv",
            "date,steps,distance,runDistance,calories\n2027-01-04,8342,6200,0,320\n2027-01-05,5120,3805,7,210\n",
        ),
        Sample(
            "zepp_sport",
            "SPORT_1.csv",
            "type,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)\n"
            "6,2027-01-04 12:35:45+0000,1834,0.5,0.9,2461.7,0.7,120.0\n9,2027-01-05 23:30:00+0000,3600,0.1,0.2,12500.25,0.2,300.0\n"
            "17,2027-01-06 10:00:00+0000,5400,-1.0,-1.0,-1.0,-1.0,640.0\n",
            (WALK, RIDE),
        ),
    )
}
