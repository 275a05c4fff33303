import type { Problem } from '../errors.ts'
import type { TemplateComponent } from '../message/content.ts'
import { placeholdersOf } from './placeholders.ts'
import type { TemplateButton } from './template.ts'

/** A component of the message, and where it stands. */
export type Given = Readonly<{ component: TemplateComponent; path: string }>

/** How a kind of button is filled in: by a component of `subType`; null: by none. */
type Filling = Readonly<{ subType: string | null; isRequired: boolean }>

const optional = (subType: string): Filling => ({ subType, isRequired: false })
const required = (subType: string): Filling => ({ subType, isRequired: true })
const none: Filling = { subType: null, isRequired: false }

/** Undefined for a kind of tomorrow, which is for WhatsApp to check. */
const fillingOf = ({ type, url = '' }: TemplateButton): Filling | undefined => {
  switch (type.toUpperCase()) {
    case 'QUICK_REPLY':
      return optional('quick_reply')
    case 'URL':
      return placeholdersOf(url).length > 0 ? required('url') : none
    case 'OTP':
      return required('url')
    case 'COPY_CODE':
      return required('copy_code')
    case 'FLOW':
      return optional('flow')
    case 'CATALOG':
      return optional('catalog')
    case 'MPM':
      return required('mpm')
    case 'PHONE_NUMBER':
    case 'VOICE_CALL':
      return none
    default:
      return undefined
  }
}

/** The buttons of a message against the template's, by index. */
export const buttonProblems = (
  buttons: readonly TemplateButton[],
  given: readonly Given[],
  path: string,
): readonly Problem[] => {
  const filled = given.filter(({ component }) => component.type === 'button')
  const wrong = filled.flatMap(({ component: { index, sub_type }, path: at }): readonly Problem[] => {
    const button = buttons[Number(index)]
    if (button === undefined)
      return [{ path: `${at}.index`, message: `is none of the template's buttons, which are ${buttons.length}` }]
    const filling = fillingOf(button)
    if (filling === undefined || filling.subType === sub_type) return []
    return filling.subType === null
      ? [{ path: at, message: `must be left out: button ${index} of the template has nothing to fill in` }]
      : [{ path: `${at}.sub_type`, message: `must be "${filling.subType}", as button ${index} of the template is` }]
  })
  const missing = buttons.flatMap((button, index): readonly Problem[] => {
    const filling = fillingOf(button)
    if (filling?.isRequired !== true || filled.some(({ component }) => Number(component.index) === index)) return []
    return [{ path, message: `must have a button of sub_type ${filling.subType} and index ${index}` }]
  })
  return [...wrong, ...missing]
}
