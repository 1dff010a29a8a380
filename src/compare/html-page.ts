/** Text as HTML shows it, also between quotation marks. */
export function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9d9e0;--ground:#fcfcfd;--card:#fff;--good:#18794e;--bad:#ce2c31;--warn-ink:#5c3b00;--warn:#ffe9b8;--plot:#3358d4}
@media (prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#b0b4ba;--line:#3a3d42;--ground:#111113;--card:#18191b;--good:#3dd68c;--bad:#ff9592;--warn-ink:#ffe7b3;--warn:#3f2a04;--plot:#9eb1ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .5rem}
h2{font-size:1.2rem;margin:0 0 .25rem}
h3{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1.25rem 0 .35rem}
p{margin:.35rem 0}.soft{color:var(--soft)}
.test{margin:0;background:var(--warn);color:var(--warn-ink);padding:.65rem 1rem;text-align:center;font-weight:600}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem;margin:1.25rem 0}
.verdict{display:inline-block;border-radius:99rem;padding:.1rem .8rem;font-weight:600;border:1.5px solid currentColor}
.good{color:var(--good)}.bad{color:var(--bad)}
ul{margin:.2rem 0;padding-left:1.15rem}li{margin:.2rem 0}li.bad::marker{color:var(--bad)}
.rungs{list-style:none;display:grid;grid-template-columns:repeat(6,1fr);gap:.35rem;padding:0;margin:.9rem 0}
.rungs li{margin:0;border-top:.3rem solid var(--line);padding-top:.3rem;font-size:.78rem;color:var(--soft);overflow-wrap:anywhere}
.rungs .held{border-color:var(--good);color:var(--ink)}.rungs .here{font-weight:700}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft)}th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;white-space:nowrap;border-bottom:1px solid var(--line)}
td:last-child{white-space:normal;min-width:16rem}
svg{display:block;width:100%;max-width:34rem;height:auto;margin:.4rem 0 .8rem;font-family:inherit}
svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft);font-size:11px}
svg .axis{stroke:var(--line)}svg .limit{stroke:var(--bad);stroke-dasharray:4 3}svg .range{stroke:var(--plot);stroke-width:4;stroke-linecap:round}svg .point{fill:var(--plot);stroke:var(--card);stroke-width:1.5}
@media (max-width:40rem){.rungs{grid-template-columns:1fr;gap:0}.rungs li{border-top:0;border-left:.3rem solid var(--line);padding:.25rem 0 .25rem .6rem;font-size:.9rem}}
`.trim()

/**
 * One page that holds all it needs: no script, nothing from elsewhere, light or dark as its reader has it.
 * @param body HTML; whatever came from outside is escaped already
 */
export function htmlPage(
  title: string,
  content: { readonly banner: string | null; readonly body: readonly string[] },
): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    content.banner === null ? '' : `<p class="test" role="note">${escapeHtml(content.banner)}</p>`,
    `<main><h1>${escapeHtml(title)}</h1>`,
    ...content.body,
    '</main></body></html>\n',
  ].join('\n')
}

/** A table that scrolls by itself where the screen is narrow. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<div class="wide"><table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table></div>`
}

export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`
}
