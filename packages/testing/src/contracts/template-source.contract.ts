import type { TemplateSource, ToldTemplate } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aToldTemplate } from '../builders/a-template.ts'

/** A source together with the WhatsApp that it asks. */
export type TemplateSourceFixture = Readonly<{
  source: TemplateSource
  businessAccountId: string
  /** WhatsApp has exactly these. */
  put(templates: readonly ToldTemplate[]): Promise<void>
  /** A source of the same kind whose WhatsApp does not answer. */
  unreachable(): Promise<TemplateSource>
}>

const byName = (templates: readonly ToldTemplate[]) =>
  templates.toSorted((a, b) => (`${a.name} ${a.language}` < `${b.name} ${b.language}` ? -1 : 1))

export const templateSourceContract = (adapter: string, makeFixture: () => Promise<TemplateSourceFixture>): void => {
  describe(`${adapter} keeps the TemplateSource contract`, () => {
    test('tells every template with all that is known of it', async () => {
      const { source, businessAccountId, put } = await makeFixture()
      const templates = [
        aToldTemplate(),
        aToldTemplate({ name: 'two_languages' }),
        aToldTemplate({
          name: 'two_languages',
          language: 'en_US',
          status: 'REJECTED',
          category: 'MARKETING',
          parameterFormat: 'NAMED',
          components: [
            { type: 'HEADER', format: 'IMAGE' },
            { type: 'BODY', text: 'Hi {{name}}' },
            { type: 'FOOTER', text: 'Bye' },
            { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Open', url: 'https://shop.example/{{1}}' }] },
          ],
          quality: 'YELLOW',
          reason: 'INVALID_FORMAT',
        }),
      ]
      await put(templates)
      const told = (await source.list(businessAccountId))._unsafeUnwrap()
      expect(byName(told)).toEqual(byName(templates))
    })

    test('tells them all, however many there are', async () => {
      const { source, businessAccountId, put } = await makeFixture()
      const templates = Array.from({ length: 250 }, () => aToldTemplate())
      await put(templates)
      const told = (await source.list(businessAccountId))._unsafeUnwrap()
      expect(told.map(({ name }) => name).toSorted()).toEqual(templates.map(({ name }) => name).toSorted())
    })

    test('tells that there are none', async () => {
      const { source, businessAccountId, put } = await makeFixture()
      await put([])
      expect((await source.list(businessAccountId))._unsafeUnwrap()).toEqual([])
    })

    test('says so when the account is none of ours, or nobody answers', async () => {
      const { source, businessAccountId, unreachable } = await makeFixture()
      const refused = { type: 'whatsapp_unreachable', reason: expect.stringMatching(/./) }
      expect((await source.list('299999999999999'))._unsafeUnwrapErr()).toEqual(refused)
      expect((await (await unreachable()).list(businessAccountId))._unsafeUnwrapErr()).toEqual(refused)
    })
  })
}
