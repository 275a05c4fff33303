import { filesStayShort, namesSaySomething, wiringStaysInTheComposition } from './file-rules.ts'
import {
  dependenciesPointInwards,
  packagesHaveOneDoor,
  type Rule,
  versionsComeFromTheCatalog,
} from './manifest-rules.ts'
import {
  contractsRunInTwoAdapters,
  portsHaveContracts,
  scenariosRunOnMemoryAndPostgres,
  useCasesHaveScenarios,
} from './suite-rules.ts'

/** What holds for the whole workspace, each by the sentence that a test report shows. */
export const rules = {
  'dependencies point inwards: apps to adapters to core': dependenciesPointInwards,
  'every version comes from the catalog': versionsComeFromTheCatalog,
  'every package is private, explains itself and has one door': packagesHaveOneDoor,
  'every port has a contract': portsHaveContracts,
  'every contract runs in two adapters': contractsRunInTwoAdapters,
  'every use case has scenarios': useCasesHaveScenarios,
  'all scenarios run on memory and on Postgres': scenariosRunOnMemoryAndPostgres,
  'tsyringe stays in the composition root': wiringStaysInTheComposition,
  'no file is over 300 lines': filesStayShort,
  'every name says what is inside': namesSaySomething,
} as const satisfies Record<string, Rule>
