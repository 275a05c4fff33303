import type { Catalogue, Template, TemplateStore } from '@boztell/core'
import { newCatalogue } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

const placeOf = ({ name, language }: Template): string => `${name} ${language}`
const inOrder = (a: Template, b: Template): number => (placeOf(a) < placeOf(b) ? -1 : 1)

export const memoryTemplateStore = ({ catalogues, templates }: MemoryState): TemplateStore => {
  const held = new Set<string>()
  const of = (businessAccountId: string) => [...(templates.get(businessAccountId)?.values() ?? [])].toSorted(inOrder)

  const write = (given: Catalogue, changed: readonly Template[], keep: boolean) => {
    const [catalogue, fresh] = [structuredClone(given), structuredClone(changed)]
    return answer(() => {
      const { businessAccountId } = catalogue
      if (!held.has(businessAccountId))
        throw new Error(`Catalogue ${businessAccountId} is saved without having been locked.`)
      catalogues.set(businessAccountId, catalogue)
      const others = keep ? of(businessAccountId) : []
      templates.set(businessAccountId, new Map([...others, ...fresh].map((one) => [placeOf(one), one])))
    })
  }

  return {
    named: (businessAccountId, names) =>
      answer(() => ({
        syncedAt: catalogues.get(businessAccountId)?.syncedAt ?? null,
        templates: of(businessAccountId).filter(({ name }) => names.includes(name)),
      })),
    list: (businessAccountId, { name, language, status }, page) =>
      answer(() => {
        const found = of(businessAccountId).filter(
          (one) =>
            (name === null || one.name === name) &&
            (language === null || one.language === language) &&
            (status === null || one.status === status),
        )
        return keysetPage(found, page, (one) => [0, placeOf(one)], 'ascending')
      }),
    lock: (businessAccountId) =>
      answer(() => {
        held.add(businessAccountId)
        const catalogue = catalogues.get(businessAccountId) ?? newCatalogue(businessAccountId)
        catalogues.set(businessAccountId, catalogue)
        return catalogue
      }),
    save: (catalogue, changed) => write(catalogue, changed, true),
    replace: (catalogue, all) => write(catalogue, all, false),
  }
}
