"""Does paper become clean files, and is whatever is not paper refused without harm?"""
