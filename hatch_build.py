"""What a package index shows: the README with links that lead somewhere from there, and our addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURES = re.compile(r"\n[^\n]*:\n\n<p>\n(?:<a .*</a>\n)+</p>\n")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)\s]+)\)")
SOURCE = re.compile(r"(src|href)=\"(?!https?:|#)([^\"]+)\"")


def shown(readme: str, address: str) -> str:
    """Return the README with absolute links; where no address is known, without links and pictures of our own."""
    if not address:
        return LINK.sub(r"\1", PICTURES.sub("\n", readme))
    kinds = {"src": "raw", "href": "blob"}
    text = SOURCE.sub(lambda match: f'{match[1]}="{address}/{kinds[match[1]]}/HEAD/{match[2]}"', readme)
    return LINK.sub(rf"[\1]({address}/blob/HEAD/\2)", text)


def addresses(address: str) -> dict[str, str]:
    """Return the addresses of the project, by their names on a package index; none where no address is known."""
    if not address:
        return {}
    places = {
        "Source": "",
        "Documentation": "/tree/HEAD/docs",
        "Changelog": "/blob/HEAD/CHANGELOG.md",
        "Issues": "/issues",
    }
    return {name: f"{address}{place}" for name, place in places.items()}


class Metadata(MetadataHookInterface):
    """Fills in the README and the addresses while the package is built."""

    def update(self, metadata: dict[str, Any]) -> None:  # Any: as hatchling declares it
        """Add both to the metadata."""
        address = self.config["address"].rstrip("/")
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": shown(text, address)}
        metadata["urls"] = addresses(address)
