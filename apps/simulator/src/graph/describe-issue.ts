import type * as v from 'valibot'
import { type GraphError, graphError } from './graph-error.ts'

type Path = ReadonlyArray<{ readonly key?: unknown }>

/** A path as Meta writes it: `interactive['action']['buttons'][0]`. */
const describePath = (path: Path): string =>
  path.reduce(
    (text, { key }) =>
      text === '' ? String(key) : typeof key === 'number' ? `${text}[${key}]` : `${text}['${String(key)}']`,
    '',
  )

/** What Meta answers to a body that breaks its form: 100 for shape and unknown keys, 131008 for what is missing, 131009 for interactive content. */
export const describeIssue = (issue: v.BaseIssue<unknown>): GraphError => {
  const path = (issue.path ?? []) as Path
  const param = describePath(path)
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const parent = describePath(path.slice(0, -1)) || 'body'
    return graphError(100, `Unexpected key "${String(path.at(-1)?.key)}" on param "${parent}".`)
  }
  if (issue.input === undefined && issue.kind === 'schema') {
    return graphError(path.length > 1 ? 131008 : 100, `The parameter ${param} is required.`)
  }
  if (issue.kind === 'validation')
    return graphError(path[0]?.key === 'interactive' ? 131009 : 100, `Param ${param || 'body'} ${issue.message}.`)
  return graphError(100, `Param ${param || 'body'} must be ${issue.expected ?? issue.type} - got ${issue.received}.`)
}
