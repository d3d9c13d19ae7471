"""MODEL.md in numba: one draw a loop turn, draws in parallel, f64. What numba's own users would write."""
import math

import numpy as np
from numba import njit, prange

from scenario import MONTH, YEAR


@njit(inline="always")
def overlap(a, b, t):
    return max(min(b, t + 7.0) - max(a, t), 0.0) / 7.0


@njit(inline="always")
def clip(x):
    return min(max(x, 0.0), 1.0)


@njit(parallel=True, cache=True)
def kernel(steps, consts, te, ie, ratio_t, ratio_i, price, kw, controlled, opened, h20, ban, ch_chip, ch_units, ch_from,
           ch_growth, ch_cap, ch_lead, ch_share, ch_910c, installed, stock, tau, growth_t, growth_i, gain, port, plan,
           migrated, ref_kw, p, focus, kept, out, series):
    tol, hold, discount_rate, life, dual, pue = consts
    n, firms, chips, channels = p.shape[1], len(tau), len(price), len(ch_chip)
    horizon = 7.0 * steps
    for d in prange(n):
        p_gi, p_gt, p_gain, p_stock, p_fail = p[0, d], p[1, d], p[2, d], p[3, d], p[4, d]
        p_ie, p_te, p_im, p_tm, p_dom = p[5, d], p[6, d], p[7, d], p[8, d], p[9, d]
        p_con, p_910c, p_ban, p_leak, p_start = p[10, d], p[11, d], p[12, d], p[13, d], p[14, d]
        v, person, overhead, power = p[15, d], p[16, d], p[17, d], p[18, d]
        loss = 1.0 - math.exp(-p_fail * 7.0 / YEAR)
        e_t, e_i, disc = np.empty(steps + 1), np.empty(steps + 1), np.empty(steps)
        for k in range(steps + 1):
            e_t[k] = te[0] + (p_te - te[0]) / (1.0 + math.exp(-2.0 * math.log(9.0) * (7.0 * k - p_tm) / te[1]))
            e_i[k] = ie[0] + (p_ie - ie[0]) / (1.0 + math.exp(-2.0 * math.log(9.0) * (7.0 * k - p_im) / ie[1]))
        for k in range(steps):
            disc[k] = (1.0 + discount_rate) ** (-(7.0 * k + 3.5) / YEAR)
        arrive = np.empty((channels, steps))
        for j in range(channels):
            c = ch_chip[j]
            units = ch_units[j] * (p_910c if ch_910c[j] else 1.0)
            scale = p_con if controlled[c] else p_dom
            for k in range(steps):
                t = 7.0 * k
                grown = (1.0 + ch_growth[j]) ** (max(t + 3.5 - ch_from[j], 0.0) / MONTH)
                gate = opened[c]
                if c == h20:
                    shut = min(max(t + 7.0 - (ban + p_ban + ch_lead[j]), 0.0), 7.0) / 7.0
                    gate = (1.0 - shut) + shut * p_leak
                arrive[j, k] = min(units * grown, ch_cap[j]) * 7.0 / MONTH * overlap(ch_from[j], np.inf, t) * gate * scale
        own, use, m_t, m_i, q, train = (np.empty(chips), np.empty(chips), np.empty(chips), np.empty(chips),
                                        np.empty(chips), np.empty(chips))
        has = np.empty(chips, np.bool_)
        for f in range(firms):
            start = plan[f, 0] + (0.0 if migrated[f] else p_start)
            halt_end, ramp_t, ramp_i, share_t, share_i = start + plan[f, 1], plan[f, 2], plan[f, 3], plan[f, 4], plan[f, 5]
            need_c, need_d, any_con, margin = 0.0, 0.0, False, 0.0
            for c in range(chips):
                has[c] = installed[f, c] > 0.0 or stock[f, c] > 0.0
                for j in range(channels):
                    has[c] = has[c] or (ch_chip[j] == c and ch_share[f, j] > 0.0)
                own[c], use[c], q[c] = installed[f, c] + stock[f, c] * p_stock, installed[f, c], 0.0
                if controlled[c]:
                    any_con = any_con or has[c]
                    need_c += installed[f, c] * ratio_t[c]
                    margin += stock[f, c] * p_stock * ratio_i[c]
                else:
                    need_d += installed[f, c] * ratio_t[c]
            need_c, need_d = tau[f] * need_c, tau[f] * need_d
            d_t, d_i, serving, left_c, left_d = need_c, 0.0, 0.0, need_c, need_d
            for c in range(chips):
                if controlled[c]:
                    x = min(installed[f, c], left_c / ratio_t[c])
                    left_c = max(left_c - x * ratio_t[c], 0.0)
                    d_i += (installed[f, c] - x) * ratio_i[c]
                else:
                    x = min(installed[f, c], left_d / ratio_t[c])
                    left_d = max(left_d - x * ratio_t[c], 0.0)
                    m_t[c], m_i[c] = x, installed[f, c] - x
                    serving += m_i[c] * ratio_i[c]
            if share_t > 0.0:
                d_t += clip((0.0 - halt_end) / ramp_t) * e_t[0] * need_d
            if share_i > 0.0:
                d_i += clip((0.0 - start) / ramp_i) * e_i[0] * serving
            ease = math.log1p(gain[f] + p_gain) * 7.0 / YEAR
            r_t = math.exp(7.0 / MONTH * math.log1p(growth_t[f] + p_gt) - ease)
            r_i = math.exp(7.0 / MONTH * math.log1p(growth_i[f] + p_gi) - ease)
            stockout, gap, below, last, served_all, demand_all = np.inf, np.inf, 0.0, 0.0, 0.0, 0.0
            c_dom = c_port = c_halt = c_dual = c_power = c_out = c_con = c_short = 0.0
            row = 0
            for k in range(steps):
                t, end = 7.0 * k, 7.0 * k + 7.0
                paid = 0.0
                for c in range(chips):
                    if not has[c]:
                        continue
                    come = 0.0
                    for j in range(channels):
                        if ch_chip[j] == c:
                            come += arrive[j, k] * ch_share[f, j]
                    if controlled[c]:
                        own[c] = max(own[c] + come - loss * use[c], 0.0)
                        paid += come * price[c]
                    else:
                        q[c] = min(q[c] + come, hold * come)
                        m_t[c] -= loss * m_t[c]
                        m_i[c] -= loss * m_i[c]
                d_t *= r_t
                d_i *= r_i
                prog_t = clip((end - halt_end) / ramp_t) if share_t > 0.0 else 0.0
                prog_i = clip((end - start) / ramp_i) if share_i > 0.0 else 0.0
                paused = share_t * overlap(start, halt_end, t) * d_t
                want_t, want_i = min(prog_t * share_t * d_t, d_t - paused), prog_i * share_i * d_i
                cap_t, cap_i, bought = 0.0, 0.0, 0.0
                for c in range(chips):
                    if has[c] and not controlled[c]:
                        cap_t += m_t[c] * ratio_t[c]
                        cap_i += m_i[c] * ratio_i[c]
                lack = max(want_t - e_t[k + 1] * cap_t, 0.0)
                if lack > 0.0:
                    for c in range(chips):
                        if has[c] and not controlled[c]:
                            x = min(q[c], lack / (ratio_t[c] * e_t[k + 1]))
                            lack = 0.0 if x < q[c] else max(lack - x * ratio_t[c] * e_t[k + 1], 0.0)
                            q[c] -= x
                            m_t[c] += x
                            bought += x * price[c]
                dom_t = want_t - lack
                lack = max(want_i - e_i[k + 1] * cap_i, 0.0)
                if lack > 0.0:
                    for c in range(chips - 1, -1, -1):
                        if has[c] and not controlled[c]:
                            x = min(q[c], lack / (ratio_i[c] * e_i[k + 1]))
                            lack = 0.0 if x < q[c] else max(lack - x * ratio_i[c] * e_i[k + 1], 0.0)
                            q[c] -= x
                            m_i[c] += x
                            bought += x * price[c]
                dom_i = want_i - lack
                left = max(d_t - paused - dom_t, 0.0)
                for c in range(chips):
                    if has[c] and controlled[c]:
                        train[c] = min(own[c], left / ratio_t[c])
                        left = 0.0 if train[c] < own[c] else max(left - train[c] * ratio_t[c], 0.0)
                unmet, left, hand = left, max(d_i - dom_i, 0.0), 0.0
                for c in range(chips - 1, -1, -1):
                    if has[c] and controlled[c]:
                        free = own[c] - train[c]
                        x = min(free, left / ratio_i[c])
                        left = 0.0 if x < free else max(left - x * ratio_i[c], 0.0)
                        use[c] = train[c] + x
                        hand += (free - x) * ratio_i[c]
                unmet += left
                demand = d_t + d_i
                if any_con:
                    now = hand - unmet
                    if margin < 0.0 or now < 0.0:
                        cross = clip(margin / (margin - now))
                        if math.isinf(stockout) and now < -1e-9 * demand:
                            stockout = t + 7.0 * cross
                        below += (1.0 if now < 0.0 else cross) if margin < 0.0 else 1.0 - cross
                    margin = now
                ratio = unmet / demand
                if math.isinf(gap) and ratio > tol and last <= tol:
                    gap = t + 7.0 * (tol - last) / (ratio - last)
                last = ratio
                served = max(demand - paused - unmet, 0.0)
                served_all += served
                demand_all += demand
                outlay = bought * (1.0 + overhead) * disc[k]
                c_out += outlay
                c_dom += outlay * min(1.0, (horizon - t - 3.5) / (life * YEAR))
                work = (port[f, 0] * share_t * overlap(start, halt_end + ramp_t, t) * 7.0 / (halt_end + ramp_t - start)
                        + port[f, 1] * share_i * overlap(start, start + ramp_i, t) * 7.0 / ramp_i)
                c_port += work * person * disc[k]
                c_halt += paused * 168.0 * v * disc[k]
                twice = dom_t * overlap(halt_end, halt_end + ramp_t, t) + dom_i * overlap(start, start + ramp_i, t)
                c_dual += dual * twice * 168.0 * v * disc[k]
                watts = 0.0
                for c in range(chips):
                    if has[c] and not controlled[c]:
                        watts += (m_t[c] + m_i[c]) * kw[c]
                c_power += (watts - (dom_t + dom_i) * ref_kw) * pue * 168.0 * power * disc[k]
                c_con += paid * (1.0 + overhead) * disc[k]
                c_short += unmet * 168.0 * v * disc[k]
                if f == focus and row < len(kept) and k == kept[row]:
                    series[0, row, d], series[1, row, d], series[2, row, d] = hand, served, unmet
                    row += 1
            o = out[f]
            o[0, d], o[1, d], o[2, d], o[3, d] = stockout, gap, clip(served_all / demand_all), below
            o[4, d], o[5, d], o[6, d], o[7, d] = c_dom, c_port, c_halt, c_dual
            o[8, d], o[9, d], o[10, d], o[11, d] = c_power, c_out, c_con, c_short


ORDER = ["growth_i", "growth_t", "gain", "stock_scale", "failure", "ie_end", "te_end", "ie_mid", "te_mid", "domestic",
         "control", "c910", "ban", "leak", "start", "value", "person", "overhead", "power"]


def run(world, lay, p, focus, weeks_kept):
    """As peer_numpy.run."""
    p = np.ascontiguousarray(np.stack([p[name] for name in ORDER]))
    consts = (world["gap_tolerance"], world["allocation_hold_weeks"], world["discount_rate"],
              world["useful_life_years"], world["dual_running"], world["pue"])
    te, ie = world["training_efficiency"], world["inference_efficiency"]
    out = np.empty((len(lay["tau"]), 12, p.shape[1]))
    series = np.empty((3, len(weeks_kept), p.shape[1]))
    kernel(world["weeks"], consts, (te["start"], te["ramp_days"]), (ie["start"], ie["ramp_days"]),
           lay["ratio_t"], lay["ratio_i"], lay["price"], lay["kw"], lay["controlled"], lay["open"], lay["h20"],
           lay["ban"], lay["ch_chip"], lay["ch_units"], lay["ch_from"], lay["ch_growth"], lay["ch_cap"], lay["ch_lead"],
           lay["ch_share"], lay["ch_910c"], lay["installed"], lay["stock"], lay["tau"], lay["growth_t"],
           lay["growth_i"], lay["gain"], lay["port"], lay["plan"], lay["migrated"], lay["ref_kw"], p, focus,
           np.asarray(weeks_kept), out, series)
    return out, series
