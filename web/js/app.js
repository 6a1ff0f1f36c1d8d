// What every page loads.  Each part improves something that already works without it.
import './calendar.js';
import './forms.js';
import './matrix.js';
import './menus.js';
import './pickers.js';
import './rows.js';
import './search.js';
import './sheet.js';
import './stream.js';
import './swap.js';
import {prepare} from './page.js';

prepare();
