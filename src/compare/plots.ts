import { escapeHtml, percent } from './html-page.ts'

export interface Bar {
  readonly label: string
  /** Said behind the label, such as "18 of 20". */
  readonly note: string
  /** Null where nothing was tried: the interval is the whole axis then, and no point is drawn. */
  readonly at: number | null
  readonly low: number
  readonly high: number
}

const WIDTH = 360
const PAD = 14
const ROW = 40
/** Where the interval lies in its row; its words stand above. */
const MIDDLE = 30

/** Intervals with their point, one below the other over a common axis. Narrow, so that a phone shows its text in full size. */
export function intervalPlot(
  name: string,
  bars: readonly Bar[],
  axis: { readonly from: number; readonly to: number; readonly limit: number | null },
): string {
  const x = (value: number): string => {
    const within = Math.min(axis.to, Math.max(axis.from, value))
    return (PAD + ((within - axis.from) / (axis.to - axis.from)) * (WIDTH - 2 * PAD)).toFixed(1)
  }
  const bottom = bars.length * ROW + 4
  // Beside the intervals alone: whatever its value, a line does not run through the words above them.
  const line = (value: number, kind: string): string =>
    bars
      .map((_, nth) => {
        const y = nth * ROW + MIDDLE
        return `<line class="${kind}" x1="${x(value)}" x2="${x(value)}" y1="${y - 9}" y2="${y + 12}"/>`
      })
      .join('')
  const rows = bars.map(({ label, note, at, low, high }, nth) => {
    const y = nth * ROW + MIDDLE
    return [
      `<text x="${PAD + 6}" y="${y - 14}">${escapeHtml(label)} <tspan class="soft">${escapeHtml(note)}</tspan></text>`,
      `<line class="range" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`,
      at === null ? '' : `<circle class="point" cx="${x(at)}" cy="${y}" r="6"/>`,
    ].join('')
  })
  const middle = (axis.from + axis.to) / 2
  const ticks = [axis.from, middle, axis.to].map((value, nth) => {
    const anchor = ['start', 'middle', 'end'][nth]
    return `<text class="soft" x="${x(value)}" y="${bottom + 14}" text-anchor="${anchor}">${percent(value)}</text>`
  })
  const limit =
    axis.limit === null
      ? []
      : [
          line(axis.limit, 'limit'),
          `<text class="soft" x="${x(axis.limit)}" y="${bottom + 28}" text-anchor="middle">limit ${percent(axis.limit)}</text>`,
        ]
  const axes = [axis.from, middle, axis.to].map((value) => line(value, 'axis'))
  return svg(name, bottom + 34, [...axes, ...limit, ...rows, ...ticks])
}

export interface Point {
  readonly label: string
  /** From 0; null where nothing was measured. */
  readonly cost: number | null
  /** In [0, 1]; null where nothing was tried. */
  readonly success: number | null
}

/** What each engine spends against how often it succeeds: better is higher and further left. */
export function costPlot(name: string, points: readonly Point[], unit: string): string {
  const measured = points.filter(
    (point): point is { label: string; cost: number; success: number } =>
      point.cost !== null && point.success !== null,
  )
  if (measured.length === 0) return '<p class="soft">Nothing was measured.</p>'
  const most = Math.max(1e-9, ...measured.map(({ cost }) => cost))
  const [left, right, top, bottom] = [44, WIDTH - 20, 12, 190]
  const taken: { readonly x: number; readonly y: number }[] = []
  const shown = measured.map(({ label, cost, success }) => {
    const x = left + (cost / most) * (right - left)
    const y = bottom - success * (bottom - top)
    // At the height of its point; names of neighbours stand below each other.
    let at = y + 5
    while (taken.some((one) => Math.abs(one.x - x) < 90 && Math.abs(one.y - at) < 14)) at += 14
    taken.push({ x, y: at })
    const end = x > (left + right) / 2
    return `<circle class="point" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="6"/><text x="${(x + (end ? -10 : 10)).toFixed(1)}" y="${at.toFixed(1)}" text-anchor="${end ? 'end' : 'start'}">${escapeHtml(label)}</text>`
  })
  return svg(name, 226, [
    `<line class="axis" x1="${left}" x2="${left}" y1="${top}" y2="${bottom}"/><line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`,
    `<text class="soft" x="${left - 6}" y="${top + 6}" text-anchor="end">100%</text><text class="soft" x="${left - 6}" y="${bottom}" text-anchor="end">0%</text>`,
    `<text class="soft" x="${left}" y="${bottom + 16}">0</text><text class="soft" x="${right}" y="${bottom + 16}" text-anchor="end">${Number(most.toFixed(1))} ${escapeHtml(unit)}</text>`,
    ...shown,
  ])
}

function svg(name: string, height: number, parts: readonly string[]): string {
  return `<svg role="img" aria-label="${escapeHtml(name)}" viewBox="0 0 ${WIDTH} ${height}">${parts.join('')}</svg>`
}
