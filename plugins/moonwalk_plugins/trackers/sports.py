"""Sports by the names that trackers and challenges give them, in several languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from moonwalk.api.files import Measure, fold


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


_NAMES: Final = MappingProxyType(
    {
        "walk": _words(
            "walk, walks, walking, walked, casual walking, speed walking, indoor walking, outdoor "
            "walking, walking workout, treadmill walking, race walking, gehen, spaziergang, "
            "spazieren, spazieren gehen, marche, marcher, gang, gåtur, gå, caminar, caminata, "
            "andar"
        ),
        "run": _words(
            "run, runs, running, ran, jog, jogging, trail run, trail running, treadmill running, "
            "treadmill run, virtual run, virtual running, indoor running, outdoor running, street "
            "running, track running, road running, ultra run, lauf, laufen, joggen, "
            "laufbandtraining, laufband, straßenlauf, traillauf, trailrunning, bahnlauf, course à "
            "pied, course, løb, løbe, løbebånd, trailløb, correr, carrera"
        ),
        "ride": _words(
            "ride, rides, riding, rode, cycle, cycling, cycled, bike, biking, biked, bike ride, "
            "bicycle, bicycling, road cycling, road biking, road bike, mountain biking, mountain "
            "bike, mountain bike ride, mtb, gravel ride, gravel cycling, gravel unpaved cycling, "
            "indoor cycling, indoor biking, virtual ride, virtual cycling, spinning, track "
            "cycling, bike commuting, outdoor cycling, rad, radfahren, radfahrt, radtour, "
            "fahrrad, fahrradfahren, rennrad, rennradfahren, mountainbiken, mountainbikefahrt, "
            "gravelfahrt, indoor radfahren, virtuelle radfahrt, vélo, velo, cyclisme, cykling, "
            "cykel, cykle, landevejscykling, indendørs cykling, ciclismo, bicicleta, indoor bike"
        ),
        "hike": _words(
            "hike, hikes, hiking, hiked, wandern, wanderung, vandring, vandretur, vandre, "
            "randonnée, senderismo"
        ),
        "swim": _words(
            "swim, swims, swimming, swam, pool swim, pool swimming, lap swimming, open water, "
            "open water swim, open water swimming, schwimmen, schwimmbad, schwimmbadschwimmen, "
            "beckenschwimmen, freiwasser, freiwasserschwimmen, bahnenschwimmen, svømning, svømme, "
            "natation, natación, nadar"
        ),
        "ebike": _words(
            "e bike ride, ebike, e bike, ebiking, e biking, e bike fahrt, e mountain bike ride, elcykel"
        ),
        "nordic walk": _words("nordic walking, nordic walk, stavgang, marche nordique"),
        "row": _words("row, rowing, rowed, indoor rowing, virtual row, rudern, roning, aviron, remo, rower"),
        "strength": _words(
            "strength, strength training, weight training, weights, functional strength training, "
            "traditional strength training, krafttraining, kraft, styrketræning, musculation"
        ),
        "yoga": _words("yoga"),
        "pilates": _words("pilates"),
        "elliptical": _words("elliptical, cross trainer, crosstrainer, ellipsentrainer, elliptical training"),
        "stairs": _words(
            "stairs, stair stepper, stair climbing, treppensteigen, stairmaster, climbing stairs"
        ),
        "dance": _words("dance, dancing, tanzen, tanz, dans, danse, cardio dance"),
        "ski": _words("ski, skiing, alpine ski, downhill skiing, skifahren, alpinski, resort skiing, skiløb"),
        "nordic ski": _words(
            "nordic ski, cross country skiing, skilanglauf, langlauf, langrend, backcountry ski"
        ),
        "skate": _words("inline skate, inline skating, skating, inlineskaten, ice skate, ice skating"),
        "climb": _words("rock climbing, climbing, klettern, bouldering, bouldern, klatring"),
        "paddle": _words("kayaking, canoeing, kajak, kanu, stand up paddling, paddle sports"),
        "wheelchair": _words(
            "wheelchair, wheelchair walk pace, wheelchair run pace, handcycle, rollstuhl, kørestol"
        ),
        "football": _words("soccer, football, fußball, fodbold"),
        "tennis": _words("tennis"),
        "badminton": _words("badminton, fjerbold"),
        "golf": _words("golf"),
        "meditation": _words("meditation, mindfulness, mind and body"),
    }
)
# Words that say how an activity is measured, and nothing about what is done.
_UNIT_WORDS: Final = frozenset(
    _words(
        "minutes, minute, min, mins, hours, hour, km, kms, kilometres, kilometers, metres, "
        "meters, miles, mile, steps, step, distance, time, duration, minuten, stunden, "
        "schritte, strecke, dauer, count, total, daily, day"
    )
)
ON_FOOT: Final = frozenset({"walk", "run", "hike", "nordic walk"})
"""The sports in which steps are taken."""


def key_of(text: str) -> str:
    """A text for comparing: `Weight Training`, `weight_training` and `WeightTraining` are one."""
    return fold(text).replace(" ", "")


_SPORTS: Final = MappingProxyType({key_of(word): sport for sport, words in _NAMES.items() for word in words})


def sport_of(text: str) -> str:
    """The sport that a whole name means: `Cycling`, `bike_km` and `Radfahren` are `ride`; empty for none."""
    bare = "".join(word for word in fold(text).split() if word not in _UNIT_WORDS)
    return _SPORTS.get(key_of(text)) or _SPORTS.get(bare, "")


def sports_in(measure: Measure) -> frozenset[str]:
    """The sports that the name and label of an activity mention; empty for one that is about any movement."""
    named = {sport_of(measure.activity), sport_of(measure.label)}
    words = {word for text in (measure.activity, measure.label) for word in fold(text).split()}
    return frozenset((named | {_SPORTS.get(word, "") for word in words}) - {""})


def is_sport(measure: Measure, sport: str) -> bool:
    """Whether an activity is this sport and nothing more special: `backward_walk` is no `walk`."""
    return bool(sport) and sport in (sport_of(measure.activity), sport_of(measure.label))


def is_named(measure: Measure, text: str) -> bool:
    """Whether a text is the name or the label of an activity."""
    return key_of(text) in (key_of(measure.activity), key_of(measure.label))
