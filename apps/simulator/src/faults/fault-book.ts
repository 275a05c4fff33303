import * as v from 'valibot'

const processed = v.optional(v.boolean())
const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0))

/** What can go wrong with a request to the Graph API. `processed` decides whether the work is done all the same. */
export const faultKind = v.variant('kind', [
  v.strictObject({
    kind: v.literal('error'),
    code: wholeNumber,
    httpStatus: v.optional(v.pipe(v.number(), v.minValue(200), v.maxValue(599))),
    /** Seconds, in the header `Retry-After`. */
    retryAfter: v.optional(wholeNumber),
    details: v.optional(v.string()),
    processed,
  }),
  /** Waits before the work, or with `processed` between the work and the answer. */
  v.strictObject({ kind: v.literal('delay'), ms: wholeNumber, processed }),
  /** Closes the connection without reading the body, unless the match has to read it. */
  v.strictObject({ kind: v.literal('drop_before_body') }),
  v.strictObject({ kind: v.literal('drop_after_body'), processed }),
  /** Never answers. */
  v.strictObject({ kind: v.literal('timeout'), processed }),
  /** Accepts the message and reports it as failed. */
  v.strictObject({ kind: v.literal('failed_status'), code: wholeNumber, details: v.optional(v.string()) }),
  /** The bytes of a file are not those of its hash. */
  v.strictObject({ kind: v.literal('wrong_bytes') }),
  /** The bytes of a file come slowly, evenly. */
  v.strictObject({ kind: v.literal('slow'), bytesPerSecond: v.pipe(v.number(), v.minValue(1)) }),
  /** The connection breaks after so many bytes of a file. */
  v.strictObject({ kind: v.literal('cut'), afterBytes: wholeNumber }),
  /** Answers that what was asked for is at another address. */
  v.strictObject({ kind: v.literal('redirect'), location: v.string() }),
])

/** Which requests a fault meets; an absent field meets every one. */
const match = v.strictObject({
  /** A part of the path and the query, such as `/messages`, or `mid=123` for the bytes of a file. */
  path: v.optional(v.string()),
  method: v.optional(v.string()),
  /** The address of a send, compared by its digits or as a user id. */
  to: v.optional(v.string()),
  /** The type of a send; `read` for a read receipt. */
  type: v.optional(v.string()),
})

/** A fault as the control API takes it; without `times` it happens once. */
export const newFault = v.strictObject({
  match: v.optional(match, {}),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  fault: faultKind,
})

export type FaultKind = v.InferOutput<typeof faultKind>
export type NewFault = v.InferInput<typeof newFault>
type FaultMatch = v.InferOutput<typeof match>

/** A fault that waits for its requests. */
export type PendingFault = { readonly id: number; readonly match: FaultMatch; times: number; readonly fault: FaultKind }

/** What a fault is matched against; the address and type are known once the body is read. */
export type FaultSubject = Readonly<{ method: string; path: string; to?: string; type?: string }>

export type FaultBook = Readonly<{
  add: (fault: v.InferOutput<typeof newFault>) => PendingFault
  all: () => readonly PendingFault[]
  /** Uses up one occurrence of the oldest fault that drops before the body and can be matched without it. */
  takeBeforeBody: (subject: FaultSubject) => FaultKind | undefined
  /** Uses up one occurrence of the oldest fault that meets the request. */
  take: (subject: FaultSubject) => FaultKind | undefined
  clear: () => void
}>

const plain = (address = ''): string => address.replace(/[+\s().-]/g, '')

const meets = ({ path, method, to, type }: FaultMatch, subject: FaultSubject): boolean =>
  (path === undefined || subject.path.includes(path)) &&
  (method === undefined || subject.method === method.toUpperCase()) &&
  (to === undefined || plain(subject.to) === plain(to)) &&
  (type === undefined || subject.type === type)

export const createFaultBook = (): FaultBook => {
  let faults: PendingFault[] = []
  let nextId = 1

  const takeIf = (subject: FaultSubject, applies: (fault: PendingFault) => boolean): FaultKind | undefined => {
    const found = faults.find((one) => applies(one) && meets(one.match, subject))
    if (!found) return undefined
    found.times -= 1
    faults = faults.filter(({ times }) => times > 0)
    return found.fault
  }

  return {
    add: (fault) => {
      const pending = { ...fault, id: nextId++ }
      faults.push(pending)
      return pending
    },
    all: () => faults,
    takeBeforeBody: (subject) =>
      takeIf(
        subject,
        ({ fault, match: { to, type } }) => fault.kind === 'drop_before_body' && to === undefined && type === undefined,
      ),
    take: (subject) => takeIf(subject, () => true),
    clear: () => {
      faults = []
    },
  }
}
