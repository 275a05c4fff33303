import type { JsonObject } from '../json.ts'
import type { TemplateComponent, TemplateData } from '../message/content.ts'
import { parameterText } from '../message/content-text.ts'
import { fillPlaceholders, placeholdersOf } from './placeholders.ts'
import type { Template, TemplatePart } from './template.ts'

/** What the customer reads of a filled-in template: header, body, the bodies of its cards, footer, one below the other. */
export const renderTemplate = (
  { components: parts, parameterFormat }: Pick<Template, 'components' | 'parameterFormat'>,
  { components: given = [] }: TemplateData,
): string => {
  const read = (from: readonly TemplatePart[], type: string, filling: readonly TemplateComponent[]) => {
    const text = partOf(from, type)?.text
    const parameters = filling.find((one) => one.type === type.toLowerCase())?.parameters ?? []
    return text === undefined ? [] : [filled(text, parameters, parameterFormat === 'NAMED')]
  }
  const cards = given.find(({ type }) => type === 'carousel')?.cards ?? []
  const bodies = (partOf(parts, 'CAROUSEL')?.cards ?? []).flatMap(({ components }, index) =>
    read(components, 'BODY', cards.find(({ card_index }) => card_index === index)?.components ?? []),
  )
  return [
    ...read(parts, 'HEADER', given),
    ...read(parts, 'BODY', given),
    ...bodies,
    ...read(parts, 'FOOTER', given),
  ].join('\n\n')
}

/** The part of this type, written in whatever case. */
export const partOf = (parts: readonly TemplatePart[], type: string): TemplatePart | undefined =>
  parts.find((part) => part.type.toUpperCase() === type)

const filled = (text: string, parameters: readonly JsonObject[], isNamed: boolean): string => {
  const names = placeholdersOf(text)
  return fillPlaceholders(text, (name) => {
    const parameter = isNamed
      ? parameters.find((one) => one['parameter_name'] === name)
      : parameters[names.indexOf(name)]
    return (parameter && parameterText(parameter)) ?? undefined
  })
}
