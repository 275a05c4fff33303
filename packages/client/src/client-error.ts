/** The server refused; `code` is stable, see docs/errors.md. */
export type Problem = Readonly<{
  type: 'problem'
  status: number
  code: string
  title: string
  detail: string
  requestId: string | null
  /** What is wrong where in the request; empty for other refusals. */
  errors: readonly Readonly<{ path: string; message: string }>[]
  /** Milliseconds to wait before another try; null if the server did not say. */
  retryAfter: number | null
}>

/** Nobody answered, or something that is not Boztell: whether the request was heard is unknown. */
export type NoAnswer = Readonly<{ type: 'no_answer'; reason: string }>

export type ClientError = Problem | NoAnswer

export const noAnswer = (reason: unknown): NoAnswer => ({
  type: 'no_answer',
  reason: reason instanceof Error ? reason.message : String(reason),
})

type Refused = Readonly<{ status: number; headers: Headers; text: () => Promise<string> }>

/** Reads the problem document of a refusal; what else answers in the server's place is no answer. */
export const readProblem = async (response: Refused): Promise<ClientError> => {
  const document = parsed(await response.text())
  if (typeof document?.['code'] !== 'string') return noAnswer(`HTTP ${response.status} from something else`)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return {
    type: 'problem',
    status: response.status,
    code: document['code'],
    title: textOf(document['title']),
    detail: textOf(document['detail']),
    requestId: response.headers.get('x-request-id'),
    errors: (document['errors'] ?? []) as Problem['errors'],
    retryAfter: Number.isFinite(seconds) ? seconds * 1_000 : null,
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
