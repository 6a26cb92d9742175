"""What the benchmarks write to."""

from __future__ import annotations

from pathlib import Path


def file_system(folder: Path) -> str:
    """The kind of file system that a folder is on, or is going to be: "ext4", "tmpfs"; "not known" elsewhere."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return "not known"
    above = {str(one) for one in (folder, *folder.parents)}
    return max((mount for mount in mounts if mount[0] in above), key=lambda mount: len(mount[0]))[1]
