"""Throwaway distributions: a dist-info folder and modules, as an installer would leave them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def distribution(
    folder: Path, name: str, version: str, plugins: Mapping[str, str], modules: Mapping[str, str]
) -> None:
    """A distribution with entry points (name: module) and modules (name: source)."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    points = "".join(f"{point} = {module}\n" for point, module in plugins.items())
    (info / "entry_points.txt").write_text(f"[moonwalk]\n{points}", encoding="utf-8")
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source, encoding="utf-8")
