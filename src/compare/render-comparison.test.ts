import { expect, test } from 'vitest'
import { type ComparisonView, renderComparisonMarkdown, renderComparisonPage } from './render-comparison.ts'

const view: ComparisonView = {
  test: true,
  margin: 0.15,
  goal: 'non-inferior',
  outcome: { verdict: 'inconclusive', engines: [], results: [], flaky: {} },
  reservations: ['it was not compared with pi'],
  leftOut: [{ engine: 'codex', reason: 'not-installed', by: 'alice <a@localhost>' }],
}

test.each([
  ['Markdown', renderComparisonMarkdown, 'alice <a@localhost>'],
  ['the page', renderComparisonPage, 'alice &lt;a@localhost&gt;'],
])(
  '%s says who was left out and who signed for it, what does not count, and that it is a test',
  (_, render, by) => {
    const text = render(view)
    expect(text).toContain(`codex was left out as not applicable (not-installed), signed by ${by}`)
    expect(text).toContain('it was not compared with pi')
    expect(text).toContain('test workspace')
    expect(render({ ...view, test: false, leftOut: [], reservations: [] })).not.toMatch(
      /left out|does not count|test workspace/,
    )
  },
)
