import type { Problem } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { TemplateComponent, TemplateData } from '../message/content.ts'
import { buttonProblems, type Given } from './button-problems.ts'
import { placeholdersOf } from './placeholders.ts'
import { partOf } from './render-template.ts'
import type { Template, TemplatePart } from './template.ts'

type Form = Readonly<{ isNamed: boolean; maxText: number }>

/** Everything in which a message does not fit its template, with dotted paths from `template` on. */
export const templateProblems = (template: Template, { components = [] }: TemplateData): readonly Problem[] =>
  partsProblems(template.components, components, 'template.components', {
    isNamed: template.parameterFormat === 'NAMED',
    // Uncertain: see docs/whatsapp.md.
    maxText: template.components.length > 1 ? 1_024 : 32_768,
  })

const partsProblems = (
  parts: readonly TemplatePart[],
  components: readonly TemplateComponent[],
  path: string,
  form: Form,
): readonly Problem[] => {
  const given = components.map((component, index) => ({ component, path: `${path}.${index}` }))
  const one = (type: string) => given.find(({ component }) => component.type === type)
  return [
    ...headerProblems(partOf(parts, 'HEADER'), one('header'), path, form),
    ...textProblems('body', partOf(parts, 'BODY')?.text ?? '', one('body'), path, form),
    ...buttonProblems(partOf(parts, 'BUTTONS')?.buttons ?? [], given, path),
    ...offerProblems(partOf(parts, 'LIMITED_TIME_OFFER'), one('limited_time_offer'), path),
    ...carouselProblems(partOf(parts, 'CAROUSEL'), one('carousel'), path, form),
  ]
}

/** The formats of a header that is filled by one parameter of the same name. */
const filledByOne = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT'])

const headerProblems = (part: TemplatePart | undefined, given: Given | undefined, path: string, form: Form) => {
  const format = (part?.format ?? 'TEXT').toUpperCase()
  if (format === 'TEXT') return textProblems('header', part?.text ?? '', given, path, form)
  // A format of tomorrow is for WhatsApp to check.
  if (!filledByOne.has(format)) return []
  const wanted = format.toLowerCase()
  if (given === undefined) return [{ path, message: `must have a header with a parameter of type ${wanted}` }]
  const [parameter] = given.component.parameters ?? []
  return parameter?.['type'] === wanted
    ? []
    : [{ path: `${given.path}.parameters.0.type`, message: `must be "${wanted}", as the template's header is` }]
}

const textTypes = new Set(['text', 'currency', 'date_time'])
const shown = (names: readonly string[]) => names.map((name) => `{{${name}}}`).join(', ')

/** The parameters of a text against its placeholders: how many, of which kind, and by name where the template names them. */
const textProblems = (
  type: 'header' | 'body',
  text: string,
  given: Given | undefined,
  path: string,
  { isNamed, maxText }: Form,
): readonly Problem[] => {
  const names = placeholdersOf(text)
  if (given === undefined)
    return names.length === 0 ? [] : [{ path, message: `must have a ${type} with parameters for ${shown(names)}` }]
  const parameters = given.component.parameters ?? []
  const list = `${given.path}.parameters`
  const problems = parameters.flatMap((parameter, index) =>
    parameterProblems(parameter, `${list}.${index}`, { names, isNamed, maxText }),
  )
  if (names.length === 0) return [{ path: list, message: `must be left out: the template's ${type} has none` }]
  const namesGiven = new Set(parameters.map((parameter) => parameter['parameter_name']))
  const missing = isNamed ? names.filter((name) => !namesGiven.has(name)) : names.slice(parameters.length)
  if (missing.length > 0) return [{ path: list, message: `must have a parameter for ${shown(missing)}` }, ...problems]
  return parameters.length > names.length
    ? [{ path: list, message: `must have ${names.length} and no more: ${shown(names)}` }, ...problems]
    : problems
}

const parameterProblems = (
  parameter: JsonObject,
  path: string,
  { names, isNamed, maxText }: Form & Readonly<{ names: readonly string[] }>,
): readonly Problem[] => {
  const { type, text, parameter_name: name } = parameter
  const problems: Problem[] = []
  if (typeof type === 'string' && !textTypes.has(type))
    problems.push({ path: `${path}.type`, message: 'must be "text", as the template has text here' })
  if (typeof text === 'string' && /[\n\t]| {5,}/.test(text))
    problems.push({
      path: `${path}.text`,
      message: 'must have no line breaks, tabs, or more than four spaces in a row',
    })
  if (typeof text === 'string' && [...text].length > maxText)
    problems.push({ path: `${path}.text`, message: `must have at most ${maxText} characters` })
  if (isNamed && !names.some((one) => one === name))
    problems.push({ path: `${path}.parameter_name`, message: `must be one of ${names.join(', ')}` })
  if (!isNamed && name !== undefined)
    problems.push({ path: `${path}.parameter_name`, message: 'must be left out: the template has numbers, no names' })
  return problems
}

const offerProblems = (part: TemplatePart | undefined, given: Given | undefined, path: string): readonly Problem[] => {
  if (part === undefined)
    return given ? [{ path: given.path, message: 'must be left out: the template has no limited-time offer' }] : []
  const expires = (part['limited_time_offer'] as JsonObject | undefined)?.['has_expiration'] === true
  return expires && given === undefined
    ? [{ path, message: 'must have a limited_time_offer that says when the offer expires' }]
    : []
}

const carouselProblems = (
  part: TemplatePart | undefined,
  given: Given | undefined,
  path: string,
  form: Form,
): readonly Problem[] => {
  if (part === undefined)
    return given ? [{ path: given.path, message: 'must be left out: the template has no cards' }] : []
  const cards = part.cards ?? []
  if (given === undefined) return [{ path, message: `must have a carousel of ${cards.length} cards` }]
  const filled = given.component.cards ?? []
  const list = `${given.path}.cards`
  const ofCards = filled.flatMap(({ card_index, components }, index) => {
    const card = cards[card_index]
    return card === undefined
      ? [{ path: `${list}.${index}.card_index`, message: `must be below ${cards.length}, the cards of the template` }]
      : partsProblems(card.components, components, `${list}.${index}.components`, form)
  })
  return filled.length === cards.length
    ? ofCards
    : [{ path: list, message: `must have ${cards.length} items, as the template has` }, ...ofCards]
}
