/** Version of proctor itself, as evidence and `--version` say it; equal to that of package.json. */
export const PROCTOR_VERSION = '0.1.0'
