'use strict'
require('./launcher').run('main')
