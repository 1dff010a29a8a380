import { expect, test } from 'vitest'
import { costPlot, intervalPlot } from './plots.ts'

const AXIS = { from: 0, to: 1, limit: null }

test('what was not tried has no point, whatever its interval', () => {
  const bar = { label: 'codex', note: '0 of 0', low: 0, high: 1 }
  expect(intervalPlot('rates', [{ ...bar, at: null }], AXIS)).not.toContain('<circle')
  expect(intervalPlot('rates', [{ ...bar, at: 0 }], AXIS).match(/<circle/g)).toHaveLength(1)
  const points = [
    { label: 'codex', cost: 5, success: null },
    { label: 'pi', cost: null, success: 1 },
  ]
  expect(costPlot('cost', points, 'tokens')).toBe('<p class="soft">Nothing was measured.</p>')
  const measured = { label: 'fake', cost: 1, success: 0.5 }
  expect(costPlot('cost', [...points, measured], 'tokens').match(/<circle/g)).toHaveLength(1)
})

test('a value beyond the axis is drawn at its end, and names are text', () => {
  const plot = intervalPlot('<b>', [{ label: '<i>', note: '&', at: 2, low: -1, high: 2 }], AXIS)
  expect(plot).not.toMatch(/<[bi]>/)
  expect(plot).toContain('&lt;i&gt;')
  const [, left, right] = /class="range" x1="([\d.]+)" x2="([\d.]+)"/.exec(plot) ?? []
  const axis = [...plot.matchAll(/class="axis" x1="([\d.]+)"/g)].map((match) => match[1])
  expect([left, right]).toEqual([axis[0], axis[2]])
})

test('no line of the axis or of the limit runs through the words of a row', () => {
  const bars = ['steady', 'fake'].map((label) => ({ label, note: '22 of 22', at: 1, low: 0.85, high: 1 }))
  const plot = intervalPlot('rates', bars, { from: -1, to: 1, limit: -0.15 })
  const words = [...plot.matchAll(/<text x="[\d.]+" y="(\d+)"/g)].map(([, y]) => Number(y))
  const lines = [...plot.matchAll(/class="(?:axis|limit)"[^>]* y1="(\d+)" y2="(\d+)"/g)]
  expect(words).toHaveLength(2)
  expect(lines).toHaveLength(8)
  // Letters reach 12 above their line and 4 below it.
  const crossed = lines.filter(([, from, to]) =>
    words.some((y) => Number(from) < y + 4 && Number(to) > y - 12),
  )
  expect(crossed).toEqual([])
})
