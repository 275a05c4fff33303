import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Settings under which PostgreSQL logs what each statement of each connection took, without the values. */
export const logStatements: Readonly<Record<string, string>> = {
  log_min_duration_statement: '0',
  log_parameter_max_length: '0',
  log_line_prefix: '@%a@ ',
}

export type StatementTime = Readonly<{ statement: string; calls: number; milliseconds: number }>

/** What the log at `file`, read from byte `start`, tells of the connections of `applications`; parsing, planning and executing together, the costliest first. */
export const readStatementTimes = async (
  file: string,
  start: number,
  applications: readonly string[],
): Promise<readonly StatementTime[]> => {
  const times = new Map<string, { calls: number; milliseconds: number }>()
  let entry = ''
  const end = () => {
    const logged = /^@(.*?)@ LOG: +duration: ([\d.]+) ms(?: +(parse|bind|execute|statement)[^:]*: (.*))?$/s.exec(entry)
    if (logged === null || !applications.includes(logged[1] ?? '')) return
    const statement = (logged[4] ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .replace(/ \(.*?\) /, ' (…) ')
      .slice(0, 100)
    const known = times.get(statement) ?? { calls: 0, milliseconds: 0 }
    known.milliseconds += Number(logged[2])
    if (logged[3] === 'execute' || logged[3] === 'statement') known.calls += 1
    times.set(statement, known)
  }
  for await (const line of createInterface({ input: createReadStream(file, { start }), crlfDelay: Infinity })) {
    if (line.startsWith('@')) {
      end()
      entry = line
    } else entry += `\n${line}`
  }
  end()
  return [...times]
    .map(([statement, time]) => ({ statement, ...time }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
}
