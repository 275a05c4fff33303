import { spawn } from 'node:child_process'

/** `status` null: it was killed, after the deadline or by somebody else. `output` is the end of what it wrote. */
export type ProgramEnd = Readonly<{ status: number | null; output: string }> | 'missing'

/** Programs get no secrets of the server's. */
const passedOn = /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT)$/i

const MAX_OUTPUT = 2_000

/** Runs a program without a shell, and kills it after `deadline` milliseconds. Never rejects. */
export const runProgram = ([program = '', ...options]: readonly string[], deadline: number): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)))
    const stdio = ['ignore', 'pipe', 'pipe'] as const
    const child = spawn(program, options, { env, stdio: [...stdio], timeout: deadline, killSignal: 'SIGKILL' })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-MAX_OUTPUT)
      })
    child.on('error', () => resolve('missing'))
    // Not `close`: a grandchild may hold on to the pipes.
    child.on('exit', (status) => setImmediate(() => resolve({ status, output: output.trim() })))
  })
