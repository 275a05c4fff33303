const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** JSON as Meta writes and signs it: every code unit above U+007F as `\uXXXX`, every `/` as `\/`. */
export const metaJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, escapeUnit)
    .replaceAll('/', '\\/')
