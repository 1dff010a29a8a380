/** A row, setting or note of `rows.json` with a state in its gap. */
export function fillGap(container: string, state: string): string {
  return container.replace(/V(?=[^A-Za-z]|$)/, () => state)
}
