import type { Template, TemplateSource, ToldTemplate, UnitOfWork } from '@boztell/core'
import { whatsappUnreachable } from '@boztell/core'
import { errAsync, okAsync } from 'neverthrow'
import { TEST_NOW } from './a-clock.ts'
import { stored } from './store.ts'

const digits = (): string => Math.random().toString().slice(2, 17).padEnd(15, '0')

/** What WhatsApp tells of an approved template of a name of its own, with two places to fill in. */
export const aToldTemplate = (overrides: Partial<ToldTemplate> = {}): ToldTemplate => ({
  id: digits(),
  name: `order_ready_${digits()}`,
  language: 'id',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', text: 'Halo {{1}}, pesanan {{2}} sudah siap.', example: { body_text: [['Ana', '7']] } }],
  quality: null,
  reason: null,
  ...overrides,
})

/** The same as it is kept, its status told at TEST_NOW. */
export const aTemplate = ({ statusAt = TEST_NOW, ...overrides }: Partial<Template> = {}): Template => ({
  ...aToldTemplate(overrides),
  statusAt,
})

/** Keeps these as the account's whole catalogue, read at `syncedAt`. */
export const storeTemplates = (
  unitOfWork: UnitOfWork,
  businessAccountId: string,
  templates: readonly Template[],
  syncedAt: number | null = TEST_NOW,
): Promise<void> =>
  stored(unitOfWork, (stores) =>
    stores.templates
      .lock(businessAccountId)
      .andThen((catalogue) => stores.templates.replace({ ...catalogue, syncedAt }, templates)),
  )

/** A WhatsApp that tells `told`, or nothing while that is null; `onAsked` happens while it is being asked. */
export const aTemplateSource = () => {
  const whatsapp: {
    told: readonly ToldTemplate[] | null
    onAsked: () => Promise<unknown>
    asked: string[]
  } = { told: [], onAsked: async () => undefined, asked: [] }
  const templateSource: TemplateSource = {
    list: (businessAccountId) => {
      whatsapp.asked.push(businessAccountId)
      return okAsync(undefined)
        .map(() => whatsapp.onAsked())
        .andThen(() =>
          whatsapp.told === null ? errAsync(whatsappUnreachable('nobody there')) : okAsync(whatsapp.told),
        )
    },
  }
  return { templateSource, whatsapp }
}
