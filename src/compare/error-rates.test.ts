import { expect, test } from 'vitest'
import { DECLARED_ERROR, FALSE_SCENES, simulateScene, TRUE_SCENES } from './simulate.fixture.ts'

// script/simulate-comparisons.ts draws 10,000 of each; the bound here is three standard errors above the declared rate.
const DRAWN = 400
const BOUND = DECLARED_ERROR + 3 * Math.sqrt((DECLARED_ERROR * (1 - DECLARED_ERROR)) / DRAWN)

test.each(FALSE_SCENES.map((scene) => [scene.name, scene.goal, scene] as const))(
  'false promotion stays rare: %s, %s',
  (_, __, scene) => {
    expect(simulateScene(scene, DRAWN, 20261122, 200).met).toBeLessThanOrEqual(BOUND)
  },
)

test.each(TRUE_SCENES.map((scene) => [scene.name, scene.goal, scene] as const))(
  'a promotion that is due is not rare: %s, %s',
  (_, __, scene) => {
    expect(simulateScene(scene, DRAWN, 20261122, 200).met).toBeGreaterThan(0.6)
  },
)
