"""MODEL.md in numpy, vectorised over draws, f64: one array operation for all draws, week by week and firm by firm."""
import numpy as np

from scenario import MONTH, YEAR


def take(pile, left, ratio):
    wanted = left / ratio
    fits = wanted <= pile
    return np.where(fits, wanted, pile), np.where(fits, 0.0, np.maximum(left - pile * ratio, 0.0))


def overlap(a, b, t):
    return np.maximum(np.minimum(b, t + 7.0) - np.maximum(a, t), 0.0) / 7.0


def run(world, lay, p, focus, weeks_kept):
    """Outcomes [firm][item][draw] (stockout, gap, fill, weeks, eight costs) and series [3][week][draw] of `focus`."""
    steps, n = world["weeks"], len(p["gain"])
    horizon, zero = 7.0 * steps, np.zeros(n)
    firms, channels = len(lay["tau"]), len(lay["ch_chip"])
    te, ie, v = world["training_efficiency"], world["inference_efficiency"], p["value"]
    def efficiency(curve, end, mid, t):
        return curve["start"] + (end - curve["start"]) / (1 + np.exp(-2 * np.log(9.0) * (t - mid) / curve["ramp_days"]))
    state = []
    e_t, e_i = efficiency(te, p["te_end"], p["te_mid"], 0.0), efficiency(ie, p["ie_end"], p["ie_mid"], 0.0)
    for f in range(firms):
        installed, stock = lay["installed"][f], lay["stock"][f]
        reach = lambda c: installed[c] > 0 or stock[c] > 0 or any(
            lay["ch_chip"][j] == c and lay["ch_share"][f][j] > 0 for j in range(channels))
        con = [c for c in range(len(installed)) if lay["controlled"][c] and reach(c)]
        dom = [c for c in range(len(installed)) if not lay["controlled"][c] and reach(c)]
        s0, halt, ramp_t, ramp_i, share_t, share_i = lay["plan"][f]
        start = zero + s0 + (0 if lay["migrated"][f] else p["start"])
        halt_end = start + halt
        prog_t = np.clip((0.0 - halt_end) / ramp_t, 0, 1) if share_t > 0 else zero
        prog_i = np.clip((0.0 - start) / ramp_i, 0, 1) if share_i > 0 else zero
        need = lay["tau"][f] * sum(installed[c] * lay["ratio_t"][c] for c in con)
        left, d_t, d_i = need, zero + need, zero.copy()
        for c in con:
            x = min(installed[c], left / lay["ratio_t"][c])
            left = max(left - x * lay["ratio_t"][c], 0.0)
            d_i += (installed[c] - x) * lay["ratio_i"][c]
        need = lay["tau"][f] * sum(installed[c] * lay["ratio_t"][c] for c in dom)
        left, serving, m_t, m_i = need, 0.0, {}, {}
        for c in dom:
            x = min(installed[c], left / lay["ratio_t"][c])
            left = max(left - x * lay["ratio_t"][c], 0.0)
            m_t[c], m_i[c] = zero + x, zero + (installed[c] - x)
            serving += (installed[c] - x) * lay["ratio_i"][c]
        d_t, d_i = d_t + prog_t * e_t * need, d_i + prog_i * e_i * serving
        gain = np.log1p(lay["gain"][f] + p["gain"]) * 7 / YEAR
        state.append(dict(
            con=con, dom=dom, plan=(start, halt_end, ramp_t, ramp_i, share_t, share_i), d_t=d_t, d_i=d_i,
            r_t=np.exp(7 / MONTH * np.log1p(lay["growth_t"][f] + p["growth_t"]) - gain),
            r_i=np.exp(7 / MONTH * np.log1p(lay["growth_i"][f] + p["growth_i"]) - gain),
            own={c: installed[c] + stock[c] * p["stock_scale"] for c in con}, use={c: zero + installed[c] for c in con},
            m_t=m_t, m_i=m_i, q={c: zero.copy() for c in dom},
            margin=sum((stock[c] * p["stock_scale"] * lay["ratio_i"][c] for c in con), zero), ratio=zero.copy(),
            out=np.zeros((12, n)), served=zero.copy(), demanded=zero.copy()))
        state[f]["out"][:2] = np.inf
    loss = 1 - np.exp(-p["failure"] * 7 / YEAR)
    series, row = np.zeros((3, len(weeks_kept), n)), 0
    for k in range(steps):
        t, tm, end = 7.0 * k, 7.0 * k + 3.5, 7.0 * k + 7.0
        disc = (1 + world["discount_rate"]) ** (-tm / YEAR)
        e_t, e_i = efficiency(te, p["te_end"], p["te_mid"], end), efficiency(ie, p["ie_end"], p["ie_mid"], end)
        arrive = []
        for j in range(channels):
            c = lay["ch_chip"][j]
            units = lay["ch_units"][j] * (p["c910"] if lay["ch_910c"][j] else 1.0)
            grown = (1 + lay["ch_growth"][j]) ** (max(tm - lay["ch_from"][j], 0.0) / MONTH)
            rate = np.minimum(units * grown, lay["ch_cap"][j]) * 7 / MONTH * overlap(lay["ch_from"][j], np.inf, t)
            gate = lay["open"][c]
            if c == lay["h20"]:
                shut = np.clip(end - (lay["ban"] + p["ban"] + lay["ch_lead"][j]), 0, 7) / 7
                gate = (1 - shut) + shut * p["leak"]
            arrive.append(rate * gate * (p["control"] if lay["controlled"][c] else p["domestic"]))
        for f, s in enumerate(state):
            share, paid = lay["ch_share"][f], zero
            for c in s["con"]:
                come = sum((arrive[j] * share[j] for j in range(channels) if lay["ch_chip"][j] == c), zero)
                s["own"][c] = np.maximum(s["own"][c] + come - loss * s["use"][c], 0)
                paid = paid + come * lay["price"][c]
            for c in s["dom"]:
                come = sum((arrive[j] * share[j] for j in range(channels) if lay["ch_chip"][j] == c), zero)
                s["q"][c] = np.minimum(s["q"][c] + come, world["allocation_hold_weeks"] * come)
                s["m_t"][c], s["m_i"][c] = s["m_t"][c] * (1 - loss), s["m_i"][c] * (1 - loss)
            s["d_t"], s["d_i"] = s["d_t"] * s["r_t"], s["d_i"] * s["r_i"]
            d_t, d_i = s["d_t"], s["d_i"]
            start, halt_end, ramp_t, ramp_i, share_t, share_i = s["plan"]
            prog_t = np.clip((end - halt_end) / ramp_t, 0, 1) if share_t > 0 else zero
            prog_i = np.clip((end - start) / ramp_i, 0, 1) if share_i > 0 else zero
            paused = share_t * overlap(start, halt_end, t) * d_t
            want_t, want_i = np.minimum(prog_t * share_t * d_t, d_t - paused), prog_i * share_i * d_i
            bought = zero
            lack = np.maximum(want_t - e_t * sum((s["m_t"][c] * lay["ratio_t"][c] for c in s["dom"]), zero), 0)
            for c in s["dom"]:
                x, lack = take(s["q"][c], lack, lay["ratio_t"][c] * e_t)
                s["q"][c], s["m_t"][c], bought = s["q"][c] - x, s["m_t"][c] + x, bought + x * lay["price"][c]
            dom_t = want_t - lack
            lack = np.maximum(want_i - e_i * sum((s["m_i"][c] * lay["ratio_i"][c] for c in s["dom"]), zero), 0)
            for c in reversed(s["dom"]):
                x, lack = take(s["q"][c], lack, lay["ratio_i"][c] * e_i)
                s["q"][c], s["m_i"][c], bought = s["q"][c] - x, s["m_i"][c] + x, bought + x * lay["price"][c]
            dom_i = want_i - lack
            left, training = np.maximum(d_t - paused - dom_t, 0), {}
            for c in s["con"]:
                training[c], left = take(s["own"][c], left, lay["ratio_t"][c])
            unmet_t, left, stock = left, np.maximum(d_i - dom_i, 0), zero
            for c in reversed(s["con"]):
                free = s["own"][c] - training[c]
                x, left = take(free, left, lay["ratio_i"][c])
                s["use"][c] = training[c] + x
                stock = stock + (free - x) * lay["ratio_i"][c]
            unmet, demand, out = unmet_t + left, d_t + d_i, s["out"]
            if s["con"]:
                before, now = s["margin"], stock - unmet
                with np.errstate(divide="ignore", invalid="ignore"):
                    cross = np.clip(before / (before - now), 0, 1)
                first = np.isinf(out[0]) & (now < -1e-9 * demand)
                out[0] = np.where(first, t + 7 * cross, out[0])
                out[3] += np.where(before < 0, np.where(now < 0, 1.0, cross), np.where(now < 0, 1 - cross, 0.0))
                s["margin"] = now
            ratio, tol = unmet / demand, world["gap_tolerance"]
            with np.errstate(divide="ignore", invalid="ignore"):
                cross = (tol - s["ratio"]) / (ratio - s["ratio"])
            first = np.isinf(out[1]) & (ratio > tol) & (s["ratio"] <= tol)
            out[1] = np.where(first, t + 7 * cross, out[1])
            s["ratio"] = ratio
            served = np.maximum(demand - paused - unmet, 0)
            s["served"] += served
            s["demanded"] += demand
            outlay = bought * (1 + p["overhead"]) * disc
            out[9] += outlay
            out[4] += outlay * min(1.0, (horizon - tm) / (world["useful_life_years"] * YEAR))
            port = sum(months * sh * overlap(start, stop, t) * 7 / (stop - start) for months, sh, stop in (
                (lay["port"][f][0], share_t, halt_end + ramp_t), (lay["port"][f][1], share_i, start + ramp_i)))
            out[5] += port * p["person"] * disc
            out[6] += paused * 168 * v * disc
            twice = dom_t * overlap(halt_end, halt_end + ramp_t, t) + dom_i * overlap(start, start + ramp_i, t)
            out[7] += world["dual_running"] * twice * 168 * v * disc
            kw = sum(((s["m_t"][c] + s["m_i"][c]) * lay["kw"][c] for c in s["dom"]), zero)
            out[8] += (kw - (dom_t + dom_i) * lay["ref_kw"]) * world["pue"] * 168 * p["power"] * disc
            out[10] += paid * (1 + p["overhead"]) * disc
            out[11] += unmet * 168 * v * disc
            if f == focus and row < len(weeks_kept) and k == weeks_kept[row]:
                series[:, row] = stock, served, unmet
        if row < len(weeks_kept) and k == weeks_kept[row]:
            row += 1
    for s in state:
        s["out"][2] = np.clip(s["served"] / s["demanded"], 0, 1)
    return np.stack([s["out"] for s in state]), series
