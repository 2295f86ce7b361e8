"""What several seeds say: the difference to the baseline, its interval, and whether it is more than luck."""

from __future__ import annotations

import streamlit as st

from playground.race.differences import Difference, told
from playground.race.digest import Digest
from playground.ui.race.scene import SHORT


def differences(found: Digest) -> None:
    """Draw the table of paired differences; nothing for a single seed or a single loss."""
    seeds, rows = found.differences
    if not rows:
        return
    st.markdown(
        f"**Against {found.names[0]}, seed by seed** (points, with the 95 % interval of {len(seeds)} paired seeds)"
    )
    st.dataframe([_row(each) for each in rows], hide_index=True)


def _row(each: Difference) -> dict[str, str]:
    return {"Loss": each.name} | {SHORT[key]: told(verdict) for key, verdict in each.verdicts.items()}
