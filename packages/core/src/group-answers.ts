import { err, type Result, type ResultAsync } from 'neverthrow'

/** The next answer of a group, each member of which has one. */
export const nextAnswer = <A>(answers: Iterator<A, unknown>): A => {
  const next = answers.next()
  if (next.done === true) throw new Error('a member of a group has no answer')
  return next.value
}

/** Does `work` for all that are Ok at once and puts its answers, one each, in their places; the others stay as they are. */
export const forEachOk = <T, E, R, F, G>(
  results: readonly Result<T, E>[],
  work: (values: readonly T[]) => ResultAsync<readonly Result<R, F>[], G>,
): ResultAsync<readonly Result<R, E | F>[], G> =>
  work(results.flatMap((result) => (result.isOk() ? [result.value] : []))).map((answered) => {
    const answers = answered.values()
    return results.map((result): Result<R, E | F> => (result.isErr() ? err(result.error) : nextAnswer(answers)))
  })
