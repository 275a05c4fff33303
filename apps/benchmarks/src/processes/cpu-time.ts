import { readdir, readFile } from 'node:fs/promises'

/** Of a clock tick, which Linux counts by. */
const MILLISECONDS = 10

/** User and system time of a process, its parent, and the time of its children that have ended; undefined where there is no /proc. */
const statOf = async (pid: string): Promise<Readonly<{ parent: string; own: number; ended: number }> | undefined> => {
  try {
    // After the name, which may hold anything: state, parent, nine other fields, then the times.
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ')
    const [own, ended] = [fields.slice(11, 13), fields.slice(13, 15)].map((times) =>
      times.reduce((sum, ticks) => sum + Number(ticks) * MILLISECONDS, 0),
    )
    return { parent: fields[1] ?? '', own: own ?? Number.NaN, ended: ended ?? Number.NaN }
  } catch {
    return undefined
  }
}

/**
 * Milliseconds of CPU that a process has used; NaN where there is no /proc. Unlike a rate it hardly changes when something else
 * is running on the machine.
 */
export const cpuTime = async (pid: number): Promise<number> => (await statOf(String(pid)))?.own ?? Number.NaN

/** The same of a process with all its children, such as PostgreSQL's. */
export const familyCpuTime = async (pid: number): Promise<number> => {
  const head = await statOf(String(pid))
  if (head === undefined) return Number.NaN
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const children = (await Promise.all(pids.map(statOf))).filter((stat) => stat?.parent === String(pid))
  return children.reduce((sum, stat) => sum + (stat?.own ?? 0), head.own + head.ended)
}
