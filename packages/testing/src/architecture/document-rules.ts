import { posix } from 'node:path'

/** What is wrong with a document, one sentence each. */
type Findings = string[]

/** What a table of the document says of each `word` in its first column: the rest of that row. */
const rowsOf = (document: string): ReadonlyMap<string, string> =>
  new Map([...document.matchAll(/^\| `([\w-]+)` *\|(.*)$/gm)].map(([, word = '', rest = '']) => [word, rest]))

const withoutCode = (document: string): string => document.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '')

/** The anchor that a heading gets, as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsIn = (document: string): string[] =>
  [...document.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** Relative links of the document at `path` that lead nowhere; `read` answers undefined for what is not there. */
export const deadLinks = (path: string, document: string, read: (path: string) => string | undefined): Findings =>
  [...withoutCode(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = read(file === '' ? path : posix.join(posix.dirname(path), file))
      return target === undefined || (anchor !== undefined && !anchorsIn(target).includes(anchor))
    })
    .map((link) => `${path}: the link ${link} leads nowhere.`)

/** Paths of this repository that the document writes as code and that are not there; those with a placeholder are passed over. */
export const deadPaths = (path: string, document: string, exists: (path: string) => boolean): Findings =>
  [...document.matchAll(/`((?:packages|apps|docs)\/[\w./-]+)`/g)]
    .map(([, named = '']) => named)
    .filter((named) => !exists(named))
    .map((named) => `${path}: ${named} is not there.`)

/** Codes that `sources` declare and the page on errors does not tell, and the other way round. */
export const untoldErrors = (page: string, sources: readonly string[]): Findings => {
  const declared = new Set(
    sources.flatMap((text) => [...text.matchAll(/\btype: '(\w+)'/g)].map(([, code = '']) => code)),
  )
  const told = rowsOf(page)
  return [
    ...[...declared].filter((code) => !told.has(code)).map((code) => `${code} has no row.`),
    ...[...told.keys()]
      .filter((code) => !declared.has(code))
      .map((code) => `${code} has a row, and nothing answers it.`),
  ]
}

/** Statuses of the server's table (`code: { status: 404, …`) that the page on errors tells otherwise. */
export const wrongStatuses = (page: string, table: string): Findings => {
  const told = rowsOf(page)
  return [...table.matchAll(/^ {2}(\w+): \{\s*status: (\d{3}),/gm)]
    .filter(([, code = '', status = '']) => !(told.get(code) ?? '').trimStart().startsWith(status))
    .map(([, code = '', status = '']) => `${code} is ${status}.`)
}

/** WhatsApp's codes of the error table (`[131047, never(…`) that the page does not list at their action. */
export const misplacedWhatsAppErrors = (page: string, table: string): Findings => {
  const told = rowsOf(page)
  return [...table.matchAll(/^ {2}\[(\d+), (?:vague\()?(retry|fix|stop|never)\(/gm)]
    .filter(([, code = '', action = '']) => !new RegExp(String.raw`\b${code}\b`).test(told.get(action) ?? ''))
    .map(([, code = '', action = '']) => `${code} belongs to ${action}.`)
}

/** Variables of the environment's schema that the page has no row for, and the other way round. */
export const untoldVariables = (page: string, schema: string): Findings => {
  const [declaration = ''] = /^export const variables = .*?^\}\)$/ms.exec(schema) ?? []
  const declared = new Set([...declaration.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name))
  const told = [...rowsOf(page).keys()].filter((word) => /^[A-Z][A-Z_]+$/.test(word))
  return [
    ...[...declared].filter((name) => !told.includes(name)).map((name) => `${name} has no row.`),
    ...told.filter((name) => !declared.has(name)).map((name) => `${name} has a row, and nothing reads it.`),
  ]
}
