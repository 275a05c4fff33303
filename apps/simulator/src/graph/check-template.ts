import { type GraphError, graphError } from './graph-error.ts'
import type { Template, TemplatePart } from './template-catalogue.ts'
import type { TemplateComponent, TemplateContent, TemplateParameter } from './template-schemas.ts'

const placeholders = (text = ''): string[] => [
  ...new Set([...text.matchAll(/{{\s*(\w+)\s*}}/g)].map((match) => match[1] ?? '')),
]

const countMismatch = (place: string, given: number, expected: number): GraphError =>
  graphError(
    132000,
    `${place}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  )

const checkText = (place: string, text: string, longest: number): GraphError | undefined => {
  if (/[\n\t]| {5,}/.test(text)) {
    return graphError(
      132018,
      `${place}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
    )
  }
  return [...text].length > longest ? graphError(132005, `${place}: Translated text too long`) : undefined
}

/** Text parameters against a part's placeholders: how many, and by name where the template names them. */
const checkTexts = (template: Template, place: string, part: TemplatePart, given: readonly TemplateParameter[]) => {
  const expected = placeholders(part.text)
  if (given.length !== expected.length) return countMismatch(place, given.length, expected.length)
  const longest = template.components.length > 1 ? 1024 : 32_768
  for (const parameter of given) {
    if (parameter.type !== 'text' && parameter.type !== 'currency' && parameter.type !== 'date_time') {
      return graphError(132012, `${place}: Format mismatch, expected TEXT, received ${parameter.type.toUpperCase()}`)
    }
    if (template.parameter_format === 'NAMED' && !expected.includes(parameter.parameter_name ?? '')) {
      return graphError(132012, `${place}: Parameter name is missing or empty, expected one of ${expected.join(', ')}`)
    }
    if (template.parameter_format === 'POSITIONAL' && parameter.parameter_name !== undefined) {
      return graphError(132012, `${place}: Parameter name ${parameter.parameter_name} is not in the template`)
    }
    const problem = parameter.type === 'text' ? checkText(place, parameter.text, longest) : undefined
    if (problem) return problem
  }
  return new Set(given.map((parameter) => ('parameter_name' in parameter ? parameter.parameter_name : undefined)))
    .size < (template.parameter_format === 'NAMED' ? expected.length : 0)
    ? graphError(132012, `${place}: Parameter names must be unique`)
    : undefined
}

const checkHeader = (template: Template, part: TemplatePart, given: readonly TemplateParameter[]) => {
  if (part.format === 'TEXT') return checkTexts(template, 'header', part, given)
  if (given.length !== 1) return countMismatch('header', given.length, 1)
  const received = given[0]?.type.toUpperCase()
  return received === part.format
    ? undefined
    : graphError(132012, `header: Format mismatch, expected ${part.format}, received ${received}`)
}

type ButtonComponent = Extract<TemplateComponent, { type: 'button' }>

const parameterOfButton = { quick_reply: 'payload', url: 'text', copy_code: 'coupon_code', flow: 'action' } as const
const typesOfSubType = {
  quick_reply: ['QUICK_REPLY'],
  url: ['URL', 'OTP'],
  copy_code: ['COPY_CODE'],
  flow: ['FLOW'],
  request_contact_info: ['REQUEST_CONTACT_INFO'],
} as const

const checkButtons = (template: Template, given: readonly ButtonComponent[]): GraphError | undefined => {
  const buttons = template.components.find(({ type }) => type === 'BUTTONS')?.buttons ?? []
  for (const { index, sub_type, parameters = [] } of given) {
    const place = `buttons: Button at index ${index}`
    const button = buttons[index]
    if (!button) return graphError(132012, `${place} is not in the template`)
    if (!(typesOfSubType[sub_type] as readonly string[]).includes(button.type)) {
      return graphError(132012, `${place} is of type ${button.type}, not ${sub_type}`)
    }
    const expected = sub_type === 'request_contact_info' ? undefined : parameterOfButton[sub_type]
    if (parameters.some(({ type }) => type !== expected)) {
      return graphError(132012, `${place} takes a parameter of type ${expected ?? 'none'}`)
    }
    if (parameters.length > 1) return graphError(132000, `${place} takes one parameter`)
  }
  const dynamic = buttons.findIndex(
    ({ url }, index) =>
      placeholders(url).length > 0 && !given.some((one) => one.index === index && one.parameters?.length === 1),
  )
  return dynamic === -1
    ? undefined
    : graphError(131008, `buttons: Button at index ${dynamic} of type Url requires a parameter`)
}

/** Whether a template can be sent as asked: it exists, it is approved, and its parameters fit. */
export const checkTemplate = (
  templates: readonly Template[],
  { name, language, components = [] }: TemplateContent,
  toPhone: boolean,
): GraphError | undefined => {
  const template = templates.find((one) => one.name === name && one.language === language.code)
  if (!template) return graphError(132001, `template name (${name}) does not exist in ${language.code}`)
  if (template.status === 'PAUSED') return graphError(132015, `template (${name}) is paused due to low quality`)
  if (template.status === 'DISABLED') return graphError(132016, `template (${name}) is disabled`)
  if (template.status !== 'APPROVED')
    return graphError(132001, `template name (${name}) is not approved in ${language.code}`)
  if (template.category === 'AUTHENTICATION' && !toPhone) {
    return graphError(131062, 'Authentication templates can be sent to a phone number only')
  }
  const given = (place: 'header' | 'body') =>
    components.flatMap((component) => (component.type === place ? (component.parameters ?? []) : []))
  const header = template.components.find(({ type }) => type === 'HEADER')
  const body = template.components.find(({ type }) => type === 'BODY')
  if (!header && given('header').length > 0) return countMismatch('header', given('header').length, 0)
  return (
    (header && checkHeader(template, header, given('header'))) ??
    (body && checkTexts(template, 'body', body, given('body'))) ??
    checkButtons(
      template,
      components.filter((component) => component.type === 'button'),
    )
  )
}
