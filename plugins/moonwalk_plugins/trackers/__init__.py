"""Files that a tracker or its app exports, most of them of one person."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import hookimpl
from moonwalk.api.files import Source
from moonwalk_plugins.trackers.apple_health import AppleHealth, AppleHealthTable
from moonwalk_plugins.trackers.fitbit import FitbitDaily
from moonwalk_plugins.trackers.fitbit_account import FitbitAccount, FitbitTakeout, GoogleHealthSteps
from moonwalk_plugins.trackers.garmin import GarminActivities, GarminSteps
from moonwalk_plugins.trackers.google_fit import GoogleFitDaily, GoogleFitDay
from moonwalk_plugins.trackers.pedometers import DailySteps, QsAccess, Withings
from moonwalk_plugins.trackers.phones import HealthAutoExport, HealthConnect, Shortcuts
from moonwalk_plugins.trackers.polar import PolarJson, PolarTable
from moonwalk_plugins.trackers.samsung import SamsungHealth
from moonwalk_plugins.trackers.strava import Strava
from moonwalk_plugins.trackers.zepp import ZeppDaily, ZeppSport


@hookimpl
def moonwalk_sources() -> Iterable[type[Source]]:
    """The formats of trackers."""
    return (
        AppleHealth,
        AppleHealthTable,
        DailySteps,
        FitbitAccount,
        FitbitDaily,
        FitbitTakeout,
        GarminActivities,
        GarminSteps,
        GoogleFitDaily,
        GoogleFitDay,
        GoogleHealthSteps,
        HealthAutoExport,
        HealthConnect,
        PolarJson,
        PolarTable,
        QsAccess,
        SamsungHealth,
        Shortcuts,
        Strava,
        Withings,
        ZeppDaily,
        ZeppSport,
    )
