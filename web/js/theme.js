console.log('theme','show','active')
