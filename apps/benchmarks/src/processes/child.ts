import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of the benchmark's own, run from one of its files: it says one thing once it is ready, then answers questions. */
export type Child<Ready> = Readonly<{
  pid: number
  ready: Ready
  ask: (question: unknown) => Promise<unknown>
}> &
  AsyncDisposable

const KILL_AFTER = 5_000

/** Starts `script` (a URL), which must call `serveParent`. It ends with us, however we end. */
export const startChild = async <Ready>(script: URL, args: readonly string[] = []): Promise<Child<Ready>> => {
  const child = fork(script, args, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const ready = (await heard(child)) as Ready
    return {
      pid: child.pid ?? 0,
      ready,
      ask: (question) => {
        const answer = heard(child)
        child.send(question as object)
        return answer
      },
      [Symbol.asyncDispose]: () => ended(child),
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** The child's side: says `ready`, answers each question with what `answer` makes of it, ends when the parent does. */
export const serveParent = (
  ready: unknown,
  answer: (question: unknown) => Promise<unknown> = async () => undefined,
): void => {
  const say = (message: unknown) => process.send?.({ message })
  process.on('disconnect', () => process.exit())
  process.on('message', (question) => {
    answer(question).then(say, (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    })
  })
  say(ready)
}

const heard = async (child: ChildProcess): Promise<unknown> => {
  const giveUp = new AbortController()
  const { signal } = giveUp
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${String(code)}.`)
  })
  try {
    const [{ message }] = (await Promise.race([once(child, 'message', { signal }), gone])) as [{ message: unknown }]
    return message
  } finally {
    giveUp.abort()
    await gone.catch(() => undefined)
  }
}

/** Asks a process to end, and makes it if it does not. */
export const ended = async (child: ChildProcess, patience = KILL_AFTER): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), patience)
  await exit
  clearTimeout(impatience)
}
