import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Of a process on another machine nobody here knows whether it lives, but none leaves its files alone for so long. */
const ABANDONED = 24 * 3_600_000

const own = new Set<string>()

/**
 * A fresh folder in `root`, of this process alone; what processes left behind that are no more is removed first. Several machines
 * may share `root`.
 */
export const ownFolder = async (root: string): Promise<string> => {
  await mkdir(root, { recursive: true })
  const others = (await readdir(root)).filter((name) => !own.has(name))
  for (const name of others)
    if (await isLeftOver(root, name)) await rm(join(root, name), { recursive: true, force: true })
  const name = `${encodeURIComponent(hostname())}~${process.pid}~${randomUUID()}`
  own.add(name)
  const folder = join(root, name)
  await mkdir(folder)
  return folder
}

const isLeftOver = async (root: string, name: string): Promise<boolean> => {
  const [host, pid] = name.split('~')
  // A restarted container has the host name and the process id of the one before.
  if (host === encodeURIComponent(hostname()) && (Number(pid) === process.pid || !isAlive(Number(pid)))) return true
  const folder = join(root, name)
  const files = await readdir(folder).catch(() => [])
  const times = await Promise.all(
    [folder, ...files.map((file) => join(folder, file))].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  return Math.max(...times) < Date.now() - ABANDONED
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
