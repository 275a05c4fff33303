import type { Rule } from './manifest-rules.ts'

const isSource = (path: string) => /^(packages|apps|eslint-rules)\/.*\.ts$/.test(path)

/** Files that are long because they list cases, not because they do too much. */
const mayBeLong = (path: string) => /\.(test|contract|scenarios)\.ts$/.test(path) || path.includes('/migrations/')

export const filesStayShort: Rule = (tree) =>
  [...tree]
    .filter(([path]) => isSource(path) && !mayBeLong(path))
    .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300)
    .map(({ path, lines }) => `${path}: ${lines} lines are too many, 300 at most: give each concept a file of its own.`)

const vague = /^(.+-)?(utils?|helpers?|common|misc|shared|managers?|services?)$/

export const namesSaySomething: Rule = (tree) =>
  [...tree.keys()].filter(isSource).flatMap((path) => {
    const folders = path.split('/')
    const file = folders.pop() ?? ''
    const stem = file.replace(/(\.[a-z0-9]+)+$/, '')
    return [
      ...[...folders, stem]
        .filter((name) => vague.test(name))
        .map((name) => `${path}: "${name}" could hold anything: name it after the concept.`),
      ...(file === 'types.ts' ? [`${path}: "types.ts" could hold anything: put a type next to what works on it.`] : []),
      ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.ts$/.test(file)
        ? []
        : [`${path}: name files in kebab-case after their main export.`]),
    ]
  })

/** The composition root, and this folder, which plants what it forbids. */
const mayWire = /^(apps\/server\/src\/(composition\/|app\.ts$|main\.ts$)|packages\/testing\/src\/architecture\/)/

export const wiringStaysInTheComposition: Rule = (tree) =>
  [...tree]
    .filter(
      ([path, text]) =>
        isSource(path) && !mayWire.test(path) && /^(import|\}) .*'(tsyringe|reflect-metadata)/m.test(text),
    )
    .map(([path]) => `${path}: tsyringe is wiring only: take what you need as arguments, register it in composition/.`)
