import type { TemplateSource, ToldTemplate } from '@boztell/core'
import { whatsappUnreachable } from '@boztell/core'
import { ResultAsync, err, ok } from 'neverthrow'

export type MemoryTemplateSource = TemplateSource &
  Readonly<{
    /** What WhatsApp has from now on. */
    put(...templates: readonly ToldTemplate[]): void
    /** From now on nobody answers, or somebody does again. */
    setReachable(reachable: boolean): void
  }>

/** A WhatsApp that has the templates that a test gives it. */
export const createMemoryTemplateSource = (businessAccountId: string): MemoryTemplateSource => {
  let templates: readonly ToldTemplate[] = []
  let isReachable = true
  return {
    list: (account) =>
      new ResultAsync(
        Promise.resolve(
          isReachable && account === businessAccountId
            ? ok(structuredClone(templates))
            : err(whatsappUnreachable('WhatsApp could not be reached')),
        ),
      ),
    put: (...given) => {
      templates = structuredClone(given)
    },
    setReachable: (reachable) => {
      isReachable = reachable
    },
  }
}
