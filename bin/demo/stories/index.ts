import { accounts } from './accounts.js';
import { administration } from './administration.js';
import { canteen } from './canteen.js';
import { cleaningAndGrounds } from './cleaning-and-grounds.js';
import { computers } from './computers.js';
import { german } from './german.js';
import { heatingAndWater } from './heating-and-water.js';
import { italian } from './italian.js';
import { library } from './library.js';
import { liftsAndDoors } from './lifts-and-doors.js';
import { living } from './living.js';
import { network } from './network.js';
import { powerAndLight } from './power-and-light.js';
import { printing } from './printing.js';
import { roomsAndFurniture } from './rooms-and-furniture.js';
import { software } from './software.js';
import type { Story } from './story.js';
import { teachingTech } from './teaching-tech.js';

/** All that happens on the campus. */
export const STORIES: readonly Story[] = [
  ...heatingAndWater,
  ...powerAndLight,
  ...roomsAndFurniture,
  ...liftsAndDoors,
  ...cleaningAndGrounds,
  ...network,
  ...computers,
  ...printing,
  ...accounts,
  ...teachingTech,
  ...software,
  ...canteen,
  ...library,
  ...administration,
  ...living,
  ...italian,
  ...german,
];
