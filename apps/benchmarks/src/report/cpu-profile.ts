import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

type CallFrame = Readonly<{ functionName: string; url: string; lineNumber: number }>
type CpuProfile = Readonly<{
  nodes: readonly Readonly<{ id: number; callFrame: CallFrame }>[]
  samples: readonly number[]
  timeDeltas: readonly number[]
}>

/** A function's own time, without what it calls, as a part (0 to 1) of the time in which its thread was not idle. */
export type HotFunction = Readonly<{ name: string; place: string; part: number }>

/** The functions of a thread that cost most, and how busy it was (0 to 1). */
export type ThreadProfile = Readonly<{ thread: number; busy: number; functions: readonly HotFunction[] }>

/** What Node left in `folder` of a process that has ended, for each of its threads; the first is number 0. */
export const readCpuProfiles = async (folder: string, most = 30): Promise<readonly ThreadProfile[]> => {
  const profiles = (await readdir(folder)).flatMap((name) => {
    // CPU.date.time.process.thread.number
    const thread = /\.(\d+)\.\d+\.cpuprofile$/.exec(name)?.[1]
    return thread === undefined ? [] : [{ name, thread: Number(thread) }]
  })
  return Promise.all(
    profiles
      .toSorted((a, b) => a.thread - b.thread)
      .map(async ({ name, thread }) => {
        const profile = JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile
        return { thread, ...hotFunctions(profile, most) }
      }),
  )
}

const hotFunctions = (profile: CpuProfile, most: number): Omit<ThreadProfile, 'thread'> => {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, { name: string; place: string; time: number }>()
  let total = 0
  let idle = 0
  profile.samples.forEach((sample, index) => {
    const time = profile.timeDeltas[index] ?? 0
    const { functionName, url, lineNumber } = frames.get(sample) ?? { functionName: '', url: '', lineNumber: 0 }
    total += time
    if (functionName === '(idle)' || functionName === '(root)') {
      idle += time
      return
    }
    const place = url === '' ? '' : `${shortened(url)}:${lineNumber + 1}`
    const known = times.get(`${functionName} ${place}`)
    if (known === undefined) times.set(`${functionName} ${place}`, { name: functionName || '(anonymous)', place, time })
    else known.time += time
  })
  const functions = [...times.values()]
    .toSorted((a, b) => b.time - a.time)
    .slice(0, most)
    .map(({ name, place, time }) => ({ name, place, part: time / (total - idle) }))
  return { busy: 1 - idle / total, functions }
}

/** The package and the file in it. */
const shortened = (url: string): string =>
  url.replace(/^.*\/node_modules\/(?!.*\/node_modules\/)/, '').replace(/^.*\/((packages|apps)\/)/, '$1')
