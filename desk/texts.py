"""The words of the pages, read from desk/texts/ at the start: each in every language, or it is refused at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from gateway.messages import LANGUAGES


class Texts:
    """`say("accounts.title", "vi")`: the file, the key in it, and values for what stands in braces."""

    def __init__(self, folder: Path) -> None:
        self._texts = {
            f"{file.stem}.{key}": texts for file in sorted(folder.glob("*.yml")) for key, texts in _read(file).items()
        }

    def say(self, key: str, language: str, /, **values: object) -> str:
        return self.raw(key, language).format_map(values)

    def raw(self, key: str, language: str) -> str:
        """With the braces that values are put into."""
        return self._texts[key][language]

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)


def _read(file: Path) -> Mapping[str, Mapping[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    for key, said in texts.items():
        if set(said) != set(LANGUAGES) or not all(said.values()):
            raise ValueError(f"{file.name}: {key} has to have a text in each of {', '.join(LANGUAGES)}")
    return texts
