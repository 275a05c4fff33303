import type { Catalogue, Template, TemplateFilter, UnitOfWork } from '@boztell/core'
import { newCatalogue } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aTemplate } from '../builders/a-template.ts'
import { allPages, expectCopies, expectToWait, storeTest, times } from './store-test.ts'

let count = 0
const anAccountId = (): string => `2000000000${String(++count).padStart(5, '0')}`
const any: TemplateFilter = { name: null, language: null, status: null }
const firstPage = { limit: 100, cursor: null }

export const templateStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('account', () => anAccountId())
    .extend('replace', ({ run, account }) => (templates: readonly Template[], changes: Partial<Catalogue> = {}) => {
      return run((stores) =>
        stores.templates
          .lock(account)
          .andThen((known) => stores.templates.replace({ ...known, ...changes }, templates)),
      )
    })
    .extend('save', ({ run, account }) => (templates: readonly Template[], changes: Partial<Catalogue> = {}) => {
      return run((stores) =>
        stores.templates.lock(account).andThen((known) => stores.templates.save({ ...known, ...changes }, templates)),
      )
    })
    .extend('all', ({ run, account }) => async () => {
      return (await run(({ templates }) => templates.list(account, any, firstPage))).data
    })

  describe(`${adapter} keeps the TemplateStore contract`, () => {
    test('knows nothing of an account at first', async ({ run, account, all }) => {
      expect(await run(({ templates }) => templates.named(account, ['hello']))).toEqual({
        syncedAt: null,
        templates: [],
      })
      expect(await all()).toEqual([])
      expect(await run(({ templates }) => templates.lock(account))).toEqual(newCatalogue(account))
    })

    test('keeps a catalogue', async ({ run, account, save }) => {
      const catalogue = { syncedAt: TEST_NOW, wantedAt: TEST_NOW + 1, triedAt: TEST_NOW + 2 }
      await save([], catalogue)
      expect(await run(({ templates }) => templates.lock(account))).toEqual({
        businessAccountId: account,
        ...catalogue,
      })
      await save([], { wantedAt: null, triedAt: null })
      expect(await run(({ templates }) => templates.lock(account))).toMatchObject({ wantedAt: null, triedAt: null })
    })

    test('gives back what was saved, in and out as copies', async ({ run, account, save }) => {
      const template = aTemplate({
        parameterFormat: 'NAMED',
        components: [
          { type: 'BODY', text: 'Halo {{name}} 😀', buttons: [{ type: 'URL', url: 'https://a/{{1}}' }], x: null },
        ],
        quality: 'GREEN',
        reason: 'INVALID_FORMAT',
      })
      await expectCopies(
        template,
        (given) => save([given]),
        async () => (await run(({ templates }) => templates.named(account, [template.name]))).templates[0],
      )
    })

    test('keeps the words of a part in their order', async ({ save, all }) => {
      await save([aTemplate({ components: [{ type: 'BODY', z: 1, a: 2 }] })])
      expect(JSON.stringify((await all())[0]?.components)).toBe('[{"type":"BODY","z":1,"a":2}]')
    })

    test('finds by name, in every language, by name and language', async ({ run, account, replace }) => {
      const [b, aId, aEn, other] = [
        aTemplate({ name: 'b' }),
        aTemplate({ name: 'a' }),
        aTemplate({ name: 'a', language: 'en_US' }),
        aTemplate({ name: 'a_b' }),
      ]
      await replace([b, aId, other, aEn], { syncedAt: TEST_NOW })
      const found = await run(({ templates }) => templates.named(account, ['b', 'a', 'nobody']))
      expect(found).toEqual({ syncedAt: TEST_NOW, templates: [aEn, aId, b] })
      expect(await run(({ templates }) => templates.named(account, ['nobody']))).toEqual({
        syncedAt: TEST_NOW,
        templates: [],
      })
    })

    test('leaves other accounts alone', async ({ run, account, replace, all }) => {
      const [ours, theirs, elsewhere] = [aTemplate({ name: 'same' }), aTemplate({ name: 'same' }), anAccountId()]
      await replace([ours])
      await run(({ templates }) => templates.lock(elsewhere).andThen((known) => templates.replace(known, [theirs])))
      expect(await all()).toEqual([ours])
      expect((await run(({ templates }) => templates.named(account, ['same']))).templates).toEqual([ours])
    })

    test('saves some and keeps the others; replaces all', async ({ save, replace, all }) => {
      const [a, b, c] = [aTemplate({ name: 'a' }), aTemplate({ name: 'b' }), aTemplate({ name: 'c' })]
      await save([a, b])
      const paused = { ...b, id: '7', status: 'PAUSED', category: 'MARKETING', statusAt: TEST_NOW + 1 }
      await save([paused])
      expect(await all()).toEqual([a, paused])
      await replace([c, paused])
      expect(await all()).toEqual([paused, c])
      await replace([])
      expect(await all()).toEqual([])
    })

    test('lists by name and language, page after page', async ({ run, account, replace }) => {
      const templates = [
        ...times(3, (index) => aTemplate({ name: `t${index}` })),
        aTemplate({ name: 't1', language: 'en_US' }),
        aTemplate({ name: 't' }),
        aTemplate({ name: 't_1' }),
      ]
      await replace(templates)
      const found = await allPages((cursor) =>
        run((stores) => stores.templates.list(account, any, { limit: 2, cursor })),
      )
      expect(found.map(({ name, language }) => `${name} ${language}`)).toEqual([
        't id',
        't0 id',
        't1 en_US',
        't1 id',
        't2 id',
        't_1 id',
      ])
    })

    test('begins anew with a cursor that is none', async ({ run, account, replace }) => {
      await replace([aTemplate()])
      const { data } = await run(({ templates }) => templates.list(account, any, { limit: 1, cursor: 'x' }))
      expect(data).toHaveLength(1)
    })

    test.for([
      [{ name: 'a' }, 2],
      [{ language: 'id' }, 2],
      [{ status: 'PAUSED' }, 1],
      [{ name: 'a', language: 'id', status: 'APPROVED' }, 1],
      [{ status: 'REJECTED' }, 0],
    ] as const)('lists only those of %o', async ([filter, found], { run, account, replace }) => {
      await replace([
        aTemplate({ name: 'a' }),
        aTemplate({ name: 'a', language: 'en', status: 'PAUSED' }),
        aTemplate({ name: 'b' }),
      ])
      const page = await run(({ templates }) => templates.list(account, { ...any, ...filter }, firstPage))
      expect(page.data).toHaveLength(found)
    })

    test('keeps nothing when the work fails', async ({ unitOfWork, account, replace, all }) => {
      const before = aTemplate()
      await replace([before])
      const failed = await unitOfWork.run(({ templates }) =>
        templates
          .lock(account)
          .andThen((known) => templates.replace({ ...known, syncedAt: TEST_NOW }, [aTemplate()]))
          .andThen(() => errAsync('changed my mind')),
      )
      expect(failed.isErr()).toBe(true)
      expect(await all()).toEqual([before])
    })

    test('lets nobody else have a locked catalogue, known or not', async ({ unitOfWork, account }) => {
      await expectToWait(unitOfWork, ({ templates }) => templates.lock(account))
      await expectToWait(unitOfWork, ({ templates }) => templates.lock(account))
    })
  })
}
