import * as v from 'valibot'

/** An object that knows these properties only, and names every stranger: `v.strictObject` alone names the first. */
export const closedObject = <const E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.strictObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const stranger = dataset.issues?.find(isStranger)?.path?.[0]
      if (stranger === undefined || !isRecord(stranger.input)) return
      const { input } = stranger
      for (const key of Object.keys(input)) {
        if (Object.hasOwn(entries, key) || key === stranger.key) continue
        addIssue({
          message: 'is not known here',
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        })
      }
    }),
  )

const isStranger = ({ type, expected, path }: v.BaseIssue<unknown>): boolean =>
  type === 'strict_object' && expected === 'never' && path?.length === 1

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
