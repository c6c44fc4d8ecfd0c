'use strict'
require('./launcher').run('post')
