"""The baseline with its spreads: arrays for the two peers, and draws by numpy's own generator."""
import json
import math
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures/reference"
YEAR, Z95 = 365.25, 1.6448536269514722
MONTH = YEAR / 12

# As in tests/integration/ensemble/baseline.rs: (name, "pm" or "factor", size).
SPREADS = [
    ("inference_growth", "pm", 0.02), ("training_growth", "pm", 0.02), ("usage_gain", "pm", 0.15),
    ("stock_scale", "factor", 1.5), ("failure_rate", "factor", 1.6), ("inference_end", "pm", 0.1),
    ("training_end", "pm", 0.15), ("inference_mid", "pm", 120.0), ("training_mid", "pm", 150.0),
    ("domestic_scale", "factor", 1.4), ("controlled_scale", "factor", 1.2), ("ascend_910c", "factor", 1.5),
    ("h20_restricted", "pm", 20.0), ("leakage", "pm", 0.03), ("strategy_start", "pm", 45.0), ("value", "factor", 1.5),
    ("person_month", "factor", 1.3), ("system_overhead", "pm", 0.2), ("power_price", "factor", 1.3),
]
NAMES = [name for name, _, _ in SPREADS]


def load():
    world = json.loads((FIXTURES / "baseline.json").read_text())
    expected = json.loads((FIXTURES / "baseline_expected.json").read_text())["baseline"]
    return world, expected


def draws(world, count, seed):
    """[name][draw]: what is added, or multiplied, in each draw; draw 0 is the central case."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((len(SPREADS), count))
    z[:, 0] = 0.0
    out = np.empty_like(z)
    for row, (_, kind, size) in enumerate(SPREADS):
        out[row] = z[row] * size / Z95 if kind == "pm" else np.exp(z[row] * math.log(size) / Z95)
    return out


def layout(world):
    """The baseline as flat arrays: chips in falling order of advantage, channels, firms."""
    phi, ref = world["compute_bound_share"], world["chips"][world["reference_chip"]]
    def ratios(chip):
        t = chip["tflops"] / ref["tflops"]
        return t, 1 / (phi * ref["tflops"] / chip["tflops"] + (1 - phi) * ref["bandwidth"] / chip["bandwidth"])
    ids = sorted(world["chips"])
    ids.sort(key=lambda i: -(ratios(world["chips"][i])[0] / ratios(world["chips"][i])[1]))
    chips = [world["chips"][i] for i in ids]
    at = {name: index for index, name in enumerate(ids)}
    supply, firms = world["supply"], world["firms"]
    array = lambda rows: np.array(rows, dtype=np.float64)
    return {
        "ratio_t": array([ratios(c)[0] for c in chips]), "ratio_i": array([ratios(c)[1] for c in chips]),
        "price": array([c["price"] for c in chips]), "kw": array([c["power"] / 1000 for c in chips]),
        "controlled": np.array([c["origin"] == "controlled" for c in chips]),
        "open": array([c["initially_open"] for c in chips]),
        "ch_chip": np.array([at[c["chip"]] for c in supply]), "ch_units": array([c["units_per_month"] for c in supply]),
        "ch_from": array([c["from"] for c in supply]), "ch_growth": array([c["growth_per_month"] for c in supply]),
        "ch_cap": array([c["cap_units_per_month"] for c in supply]),
        "ch_lead": array([7 * c["lead_weeks"] for c in supply]),
        "ch_share": array([[c["shares"].get(f["name"], 0.0) for c in supply] for f in firms]),
        "ch_910c": np.array([c["chip"] == "Ascend 910C" for c in supply]),
        "h20": at["H20"], "ban": world["policy"][0]["day"],
        "installed": array([[f["installed"].get(i, 0.0) for i in ids] for f in firms]),
        "stock": array([[f["stock"].get(i, 0.0) for i in ids] for f in firms]),
        "tau": array([f["training_demand_share"] for f in firms]),
        "growth_t": array([f["training_growth"] for f in firms]),
        "growth_i": array([f["inference_growth"] for f in firms]), "gain": array([f["usage_gain"] for f in firms]),
        "port": array([[f["porting_person_months"]["training"], f["porting_person_months"]["inference"]] for f in firms]),
        "plan": array([[f["strategy"]["start"] if f["strategy"]["start"] is not None else np.inf,
                        f["strategy"]["halt_months"] * MONTH, max(f["strategy"]["training_ramp_months"] * MONTH, 7.0),
                        max(f["strategy"]["inference_ramp_months"] * MONTH, 7.0), f["strategy"]["training_share"],
                        f["strategy"]["inference_share"]] for f in firms]),
        "migrated": np.array([bool(f.get("migrated")) for f in firms]),
        "ref_kw": ref["power"] / 1000,
    }


def scalars(world, d):
    """Numbers of a world by draw: arrays over draws, clamped to the levers' limits."""
    row = {name: d[index] for index, name in enumerate(NAMES)}
    te, ie = world["training_efficiency"], world["inference_efficiency"]
    return {
        "growth_i": row["inference_growth"], "growth_t": row["training_growth"], "gain": row["usage_gain"],
        "stock_scale": world["stock_scale"] * row["stock_scale"],
        "failure": np.minimum(world["failure_rate"] * row["failure_rate"], 2.0),
        "ie_end": np.clip(ie["end"] + row["inference_end"], 0, 2), "te_end": np.clip(te["end"] + row["training_end"], 0, 2),
        "ie_mid": ie["mid"] + row["inference_mid"], "te_mid": te["mid"] + row["training_mid"],
        "domestic": world["domestic_supply_scale"] * row["domestic_scale"],
        "control": world["controlled_supply_scale"] * row["controlled_scale"], "c910": row["ascend_910c"],
        "ban": row["h20_restricted"], "leak": np.clip(world["leakage"] + row["leakage"], 0, 1),
        "start": row["strategy_start"], "value": world["value_per_h20e_hour"] * row["value"],
        "person": world["cost_per_person_month"] * row["person_month"],
        "overhead": np.maximum(world["system_overhead"] + row["system_overhead"], 0),
        "power": world["power_price"] * row["power_price"],
    }
