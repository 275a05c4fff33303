import { readFile } from 'node:fs/promises'

/** Of a clock tick, which Linux counts by. */
const MILLISECONDS = 10

/**
 * Milliseconds of CPU that a process has used; NaN where there is no /proc. Unlike a rate it hardly changes when something else
 * is running on the machine.
 */
export const cpuTime = async (pid: number): Promise<number> => {
  try {
    // After the name, which may hold anything: state, then ten fields, then user and system time.
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS
  } catch {
    return Number.NaN
  }
}
