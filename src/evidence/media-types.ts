const BY_ENDING: readonly (readonly [string, string])[] = [
  ['.sigstore.json', 'application/vnd.dev.sigstore.bundle.v0.3+json'],
  ['.jsonl', 'application/jsonl'],
  ['.json', 'application/json'],
  ['.md', 'text/markdown'],
  ['.diff', 'text/x-diff'],
  ['.xml', 'application/xml'],
  ['.yaml', 'application/yaml'],
  ['.log', 'text/plain'],
  ['.tap', 'text/plain'],
  ['.txt', 'text/plain'],
]

/** Media type of a file of the bundle, by its name alone. */
export function toMediaType(path: string): string {
  return BY_ENDING.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream'
}
